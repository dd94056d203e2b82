package rouse.contracts.event;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Jackson leaves a missing component null without a word; here it gets its word. */
final class RequiredFields {
  private static final Map<Class<?>, List<RecordComponent>> REQUIRED = new ConcurrentHashMap<>();

  private RequiredFields() {}

  /**
   * @throws Unreadable with the name of the first required field that is missing
   */
  static void check(Object body) {
    if (!(body instanceof Event)) {
      return;
    }
    for (RecordComponent component :
        REQUIRED.computeIfAbsent(body.getClass(), RequiredFields::requiredOf)) {
      if (valueOf(component, body) == null) {
        throw new Unreadable("required field is missing: " + component.getName());
      }
    }
  }

  private static List<RecordComponent> requiredOf(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .filter(c -> !c.getType().isPrimitive() && !c.isAnnotationPresent(Nullable.class))
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
