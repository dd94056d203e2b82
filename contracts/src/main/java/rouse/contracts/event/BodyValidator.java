package rouse.contracts.event;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import rouse.contracts.platform.PlatformSpec;

/**
 * Checks a body that was read, and every record in it: what is required is there, lists have no
 * null in them, and times, durations, numbers and texts are such that nothing that is done with
 * them later overflows. Jackson checks the types alone.
 */
final class BodyValidator {
  /** Times are those of the four-digit calendar: a timeout added to one stays a time. */
  private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59.999999999Z");

  /** A hundred years, which also fit into a long of nanoseconds. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /** What a double holds exactly, so that browsers show it as it is; there is room above it. */
  private static final long LARGEST_NUMBER = 1L << 53;

  private static final int LONGEST_TEXT = 300_000;
  private static final Map<Class<?>, List<Component>> COMPONENTS = new ConcurrentHashMap<>();

  private record Component(RecordComponent of, boolean nullable, boolean longText) {}

  private BodyValidator() {}

  /**
   * @throws Unreadable with the path of the first field that is missing or out of bounds
   */
  static void check(Record body) {
    check("", body);
  }

  private static void check(String path, Record body) {
    for (Component component :
        COMPONENTS.computeIfAbsent(body.getClass(), BodyValidator::componentsOf)) {
      String field = path + component.of.getName();
      Object value = valueOf(component.of, body);
      if (value != null) {
        checkValue(field, value, component.longText);
      } else if (!component.nullable) {
        throw new MalformedRecordException("required field is missing: " + field);
      }
    }
  }

  private static void checkValue(String field, Object value, boolean longText) {
    switch (value) {
      case String text -> checkText(field, text, longText);
      case Instant time -> require(field, !time.isBefore(Instant.EPOCH), "before 1970");
      case Duration span -> require(field, !span.isNegative(), "negative");
      case Long number -> require(field, number >= 0, "negative");
      case Double number -> require(field, Double.isFinite(number), "not a number");
      case Collection<?> elements -> checkElements(field, elements);
      case Record nested -> check(field + ".", nested);
      default -> {
        // An int, a boolean or an enum: bounded by its type.
      }
    }
    switch (value) {
      case Instant time -> require(field, !time.isAfter(END_OF_TIME), "after 9999");
      case Duration span -> require(field, span.compareTo(LONGEST) <= 0, "longer than 100 years");
      case Long number -> require(field, number <= LARGEST_NUMBER, "larger than 2^53");
      default -> {
        // It has no upper bound, or had it above.
      }
    }
  }

  private static void checkText(String field, String text, boolean longText) {
    require(
        field,
        longText || text.length() <= LONGEST_TEXT,
        "longer than " + LONGEST_TEXT + " characters");
    require(field, WellFormed.isWellFormed(text), "text with half a character");
  }

  private static void checkElements(String field, Collection<?> elements) {
    int i = 0;
    for (Object element : elements) {
      String place = field + "[" + i++ + "]";
      require(place, element != null, "null");
      checkValue(place, element, false);
    }
  }

  /** Bounds of what stands beside a body, in headers. */
  static Instant checked(String field, Instant time) {
    checkValue(field, time, false);
    return time;
  }

  private static void require(String field, boolean holds, String otherwise) {
    if (!holds) {
      throw new MalformedRecordException(field + " is " + otherwise);
    }
  }

  private static List<Component> componentsOf(Class<?> type) {
    // Those of a platform's specification see themselves to what is missing.
    boolean lenient = type.getPackage().equals(PlatformSpec.class.getPackage());
    return Arrays.stream(type.getRecordComponents())
        .map(
            c ->
                new Component(
                    c,
                    lenient || c.isAnnotationPresent(Nullable.class),
                    c.isAnnotationPresent(LongText.class)))
        .toList();
  }

  private static Object valueOf(RecordComponent component, Object body) {
    try {
      return component.getAccessor().invoke(body);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }
}
