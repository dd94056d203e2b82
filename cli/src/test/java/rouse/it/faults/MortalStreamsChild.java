package rouse.it.faults;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.TimeoutException;
import rouse.it.action.Child;
import rouse.streams.StreamsApp;

/**
 * A streams app whose threads die on demand: those of the application that the file {@code die} in
 * its state folder names fail at their next poll, as when the cluster is away for too long.
 */
public final class MortalStreamsChild {
  private static final long PARK_NANOS = 20_000_000;
  private static final String THREAD = "-StreamThread-";

  private MortalStreamsChild() {}

  /** The file that lets threads die. */
  static Path order(Path state) {
    return state.resolve("die");
  }

  public static void main(String[] arguments) throws Exception {
    String state =
        Arrays.stream(arguments)
            .filter(a -> a.startsWith("state.dir="))
            .map(a -> a.substring("state.dir=".length()))
            .findFirst()
            .orElseThrow();
    Thread.ofPlatform().daemon().start(() -> watch(order(Path.of(state))));
    try (StreamsApp app = new StreamsApp(Child.settings(arguments))) {
      // As the verb does; SIGTERM would end it without a word.
      Runtime.getRuntime().addShutdownHook(new Thread(app::close));
      app.start();
      app.awaitEnd();
    }
  }

  private static void watch(Path order) {
    while (true) {
      LockSupport.parkNanos(PARK_NANOS);
      if (!Files.exists(order)) {
        continue;
      }
      try {
        String application = Files.readString(order).strip();
        Files.delete(order);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
          if (thread.getName().contains(application) && thread.getName().contains(THREAD)) {
            fail(thread);
          }
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void fail(Thread thread) throws ReflectiveOperationException {
    if (!thread.getClass().getSimpleName().equals("StreamThread")) {
      return;
    }
    Field field = thread.getClass().getDeclaredField("mainConsumer");
    field.setAccessible(true);
    Object consumer = field.get(thread);
    field.set(
        thread,
        Proxy.newProxyInstance(
            Consumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("poll")) {
                throw new TimeoutException("on demand");
              }
              try {
                return method.invoke(consumer, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
