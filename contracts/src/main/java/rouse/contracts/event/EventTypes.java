package rouse.contracts.event;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The CloudEvents type names: {@code rouse.fact.ContainerDied}. The sealed families are the
 * catalogue, so a new record has a name without being listed anywhere.
 */
public final class EventTypes {
  private static final Map<String, Class<? extends Event>> BY_NAME =
      Stream.of(Fact.class, Decision.class, Command.class, Notification.class, Delivery.class)
          .flatMap(EventTypes::leaves)
          .collect(Collectors.toUnmodifiableMap(EventTypes::nameOf, Function.identity()));

  private EventTypes() {}

  /** All types by name. */
  public static Map<String, Class<? extends Event>> all() {
    return BY_NAME;
  }

  public static String nameOf(Event event) {
    return nameOf(event.getClass());
  }

  public static String nameOf(Class<? extends Event> type) {
    return prefixOf(type) + type.getSimpleName();
  }

  /** How the names of a family begin. */
  static String prefixOf(Class<? extends Event> type) {
    return "rouse." + family(type) + ".";
  }

  /** The class of a type name; null when there is none. */
  public static Class<? extends Event> classOf(String name) {
    return BY_NAME.get(name);
  }

  private static String family(Class<? extends Event> type) {
    if (Fact.class.isAssignableFrom(type)) {
      return "fact";
    }
    if (Decision.class.isAssignableFrom(type)) {
      return "decision";
    }
    return Command.class.isAssignableFrom(type) ? "command" : "notification";
  }

  private static Stream<Class<? extends Event>> leaves(Class<? extends Event> type) {
    if (type.isRecord()) {
      return Stream.of(type);
    }
    return Arrays.stream(type.getPermittedSubclasses())
        .map(c -> c.<Event>asSubclass(Event.class))
        .flatMap(EventTypes::leaves);
  }
}
