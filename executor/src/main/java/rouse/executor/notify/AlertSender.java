package rouse.executor.notify;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Decision;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topics;
import rouse.core.decide.Alerts;
import rouse.core.state.DecisionRecord;
import rouse.core.text.AlertMessage;
import rouse.executor.log.FactWriter;
import rouse.executor.log.PatientQueue;

/**
 * Sends the alerts that this executor raises: about the control plane and about the observer. The
 * topology that sends all other alerts may be what is down, and so may the broker: a message waits
 * until it is taken.
 */
public final class AlertSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertSender.class);
  private static final String SOURCE = "/executor/alerts";
  private final FactWriter writer;
  private final InstantSource clock;
  private final Duration groupWait;
  private final boolean brief;
  private final Map<String, Future<?>> waiting = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("alert-wait").daemon().factory());
  private final PatientQueue queue = new PatientQueue("alert-sender");

  /**
   * @param host id of this executor
   */
  public AlertSender(Settings settings, Topics topics, String host, InstantSource clock) {
    this.writer = new FactWriter(new NotifyClients(settings, host + "-alerts").producer(), topics);
    this.clock = clock;
    this.groupWait = settings.duration(KnownSettings.NOTIFY_GROUP_WAIT);
    this.brief = settings.isOn(KnownSettings.NOTIFY_BRIEF);
  }

  /** From now on messages go out. */
  public void start() {
    queue.open();
  }

  /**
   * One message to each person for each alert, and one when it is over. An incident has some time
   * to be over before its message; then one message says both.
   */
  public void tell(DecisionRecord decided) {
    switch (decided.body()) {
      case Decision.AlertRaised a -> {
        AlertMessage message = AlertMessage.of(a, decided.id(), decided.correlationId());
        if (a.kind().equals(Alerts.DOWN)) {
          waiting.put(
              a.subject(),
              timer.schedule(
                  () -> sendWaiting(a.subject(), message, a.recipients()),
                  groupWait.toMillis(),
                  TimeUnit.MILLISECONDS));
        } else {
          send(message, a.recipients());
        }
      }
      case Decision.AlertResolved a -> {
        Future<?> raised = waiting.remove(a.subject());
        boolean isBrief = raised != null && raised.cancel(false);
        if (!isBrief || brief || !a.kind().equals(Alerts.DOWN)) {
          send(AlertMessage.of(a, decided.id(), decided.correlationId()), a.recipients());
        }
      }
      default -> {
        // Nobody has to hear of anything else.
      }
    }
  }

  private void sendWaiting(String subject, AlertMessage message, List<String> recipients) {
    waiting.remove(subject);
    send(message, recipients);
  }

  private void send(AlertMessage message, List<String> recipients) {
    LOG.warn("{}: {}", message.platform(), message.alerts().getFirst().text());
    recipients.stream()
        .map(person -> message.to(person, SOURCE, clock.instant()))
        .forEach(one -> queue.submit(one.id(), () -> writer.tell(one)));
  }

  @Override
  public void close() {
    timer.shutdownNow();
    queue.close();
    writer.close();
  }
}
