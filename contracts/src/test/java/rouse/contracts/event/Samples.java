package rouse.contracts.event;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;

/** Makes a record of any type from a seed, so that no event type can be forgotten in a test. */
public final class Samples {
  private static final Set<String> NAMES = Set.of("platform", "module", "name", "host");
  private final Random random;

  public Samples(long seed) {
    this.random = new Random(seed);
  }

  /** A record with a value for each component; nullable ones are sometimes missing. */
  public <T> T of(Class<T> type) {
    try {
      RecordComponent[] components = type.getRecordComponents();
      Class<?>[] types = new Class<?>[components.length];
      Object[] values = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        values[i] = component(components[i]);
      }
      Constructor<T> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("cannot make a " + type, e);
    }
  }

  private Object component(RecordComponent component) {
    if (component.isAnnotationPresent(Nullable.class) && random.nextInt(4) == 0) {
      return null;
    }
    boolean text = component.getType() == String.class;
    return text && NAMES.contains(component.getName())
        ? name()
        : value(component.getGenericType(), component.getType());
  }

  private Object value(Type generic, Class<?> type) {
    if (type == String.class) {
      return text();
    } else if (type == int.class || type == Integer.class) {
      return 1 + random.nextInt(1000);
    } else if (type == long.class || type == Long.class) {
      return (long) random.nextInt(Integer.MAX_VALUE);
    } else if (type == boolean.class || type == Boolean.class) {
      return random.nextBoolean();
    } else if (type == double.class || type == Double.class) {
      return 1 + random.nextInt(1000) / 1000.0;
    } else if (type == Instant.class) {
      return Instant.ofEpochMilli(1_700_000_000_000L + random.nextInt(1_000_000_000));
    } else if (type == Duration.class) {
      return Duration.ofMillis(1 + random.nextInt(10_000_000));
    } else if (type == InstanceId.class) {
      return new InstanceId(name(), name(), 1 + random.nextInt(9));
    } else if (type == HostId.class) {
      return new HostId(name());
    } else if (type == Command.class) {
      return of(Command.EnsureRunning.class);
    } else if (type == List.class) {
      return list((Class<?>) ((ParameterizedType) generic).getActualTypeArguments()[0]);
    } else if (type.isEnum()) {
      return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
    } else if (type == rouse.contracts.platform.ScalePolicy.class) {
      return new rouse.contracts.platform.ScalePolicy(
          random.nextInt(3), 3 + random.nextInt(3), "load", 0.7, null, null);
    } else if (type == rouse.contracts.platform.BrakePolicy.class) {
      return new rouse.contracts.platform.BrakePolicy(
          random.nextBoolean(), 1 + random.nextInt(100), 2 + random.nextInt(9), null, null);
    }
    return of(type);
  }

  private List<?> list(Class<?> element) {
    List<Object> list = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      if (element == ModuleSpec.class) {
        list.add(of(ModuleSpec.class));
      } else {
        list.add(value(element, element));
      }
    }
    return list;
  }

  private String name() {
    return "m" + Integer.toString(random.nextInt(1_000_000), 36);
  }

  private String text() {
    String[] texts = {"plain", "Grüße, 世界", "a \"quoted\" line\nand another", "\u0000\u001f", ""};
    return texts[random.nextInt(texts.length)] + random.nextInt(100);
  }
}
