package rouse.executor.notify.webhook;

import java.util.Optional;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Notification;
import rouse.contracts.event.Notification.Channel;
import rouse.contracts.platform.InstanceId;

/** From a fact of silence to the report that the original monitoring would have made of it. */
public final class SilenceReports {
  static final String KIND = "faulty";
  private static final String WORKER = "worker_node";

  private SilenceReports() {}

  /** The report of a fact; empty when it is not one of silence. */
  public static Optional<Envelope<Notification>> of(Envelope<Fact> fact, String url) {
    if (!(fact.body() instanceof Fact.InstanceSilent silent)) {
      return Optional.empty();
    }
    String id = KIND + "/" + fact.id();
    Notification report =
        new Notification(
            id,
            silent.platform(),
            Channel.WEBHOOK,
            url,
            null,
            nameOf(silent.instance()),
            KIND,
            null,
            false);
    return Optional.of(
        new Envelope<>(
            id,
            fact.source(),
            fact.time(),
            fact.correlationId(),
            fact.id(),
            fact.traceparent(),
            report));
  }

  /** As the original platform names it: workers with their number, anything else without. */
  static String nameOf(InstanceId instance) {
    boolean worker = instance.slot() > 1 || instance.module().contains(WORKER);
    return worker ? instance.module() + "_" + instance.slot() : instance.module();
  }
}
