package rouse.executor.notify;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topics;
import rouse.core.alert.AlertRules;
import rouse.core.state.DecisionRecord;
import rouse.executor.log.FactWriter;
import rouse.executor.log.PatientQueue;

/**
 * Sends the alerts that this executor raises: about the control plane and about the observer. The
 * topology that sends all other alerts may be what is down, and so may the broker: a message waits
 * until it is taken.
 */
public final class AlertSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertSender.class);
  private final FactWriter writer;
  private final InstantSource clock;
  private final GatheredAlerts alerts;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("alert-wait").daemon().factory());
  private final PatientQueue queue = new PatientQueue("alert-sender");

  /**
   * @param host id of this executor
   */
  public AlertSender(Settings settings, Topics topics, String host, InstantSource clock) {
    this.writer =
        new FactWriter(() -> new NotifyClients(settings, host + "-alerts").producer(), topics);
    this.clock = clock;
    this.alerts =
        new GatheredAlerts(
            new AlertRules(
                settings.duration(KnownSettings.NOTIFY_GROUP_WAIT),
                settings.duration(KnownSettings.NOTIFY_REPEAT),
                settings.isOn(KnownSettings.NOTIFY_BRIEF)),
            operators(settings));
  }

  private static List<String> operators(Settings settings) {
    return Arrays.stream(settings.optional(KnownSettings.NOTIFY_OPERATORS).orElse("").split(","))
        .map(String::strip)
        .filter(who -> !who.isEmpty())
        .toList();
  }

  /** From now on messages go out. */
  public void start() {
    queue.open();
  }

  /** An alert was raised or is over; other decisions are nothing to tell of. */
  public synchronized void tell(DecisionRecord decided) {
    if (decided.body() instanceof Decision.AlertRaised raised) {
      LOG.warn("{}: {}", raised.platform(), raised.text());
    }
    send(alerts.tell(decided, clock.instant()));
    wakeUp();
  }

  private synchronized void tellDue() {
    send(alerts.tellDue(clock.instant()));
    wakeUp();
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void wakeUp() {
    Instant now = clock.instant();
    alerts
        .due()
        .map(due -> Math.max(1, Duration.between(now, due).toMillis()))
        .ifPresent(wait -> timer.schedule(this::tellDue, wait, TimeUnit.MILLISECONDS));
  }

  private void send(List<Envelope<Notification>> messages) {
    messages.forEach(one -> queue.submit(one.id(), () -> writer.tell(one)));
  }

  @Override
  public void close() {
    timer.shutdownNow();
    queue.close();
    writer.close();
  }
}
