package rouse.it.action;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topics;
import rouse.executor.notify.Notifier;

/** The notifier in a JVM of its own. */
public final class NotifierChild {
  private NotifierChild() {}

  public static void main(String[] arguments) throws InterruptedException {
    Settings settings = Child.settings(arguments);
    try (Notifier notifier =
        new Notifier(
            settings,
            Topics.from(settings),
            "child",
            new SimpleMeterRegistry(),
            InstantSource.system())) {
      notifier.start();
      new CountDownLatch(1).await();
    }
  }
}
