package rouse.executor.notify;

import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Decision;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topics;
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
  private final PatientQueue queue = new PatientQueue("alert-sender");

  /**
   * @param host id of this executor
   */
  public AlertSender(Settings settings, Topics topics, String host, InstantSource clock) {
    this.writer = new FactWriter(new NotifyClients(settings, host + "-alerts").producer(), topics);
    this.clock = clock;
  }

  /** From now on messages go out. */
  public void start() {
    queue.open();
  }

  /** One message to each person for each alert, and one when it is over. */
  public void tell(DecisionRecord decided) {
    switch (decided.body()) {
      case Decision.AlertRaised a ->
          send(AlertMessage.of(a, decided.id(), decided.correlationId()), a.recipients());
      case Decision.AlertResolved a ->
          send(AlertMessage.of(a, decided.id(), decided.correlationId()), a.recipients());
      default -> {
        // Nobody has to hear of anything else.
      }
    }
  }

  private void send(AlertMessage message, List<String> recipients) {
    LOG.warn("{}: {}", message.platform(), message.alerts().getFirst().text());
    recipients.stream()
        .map(person -> message.to(person, SOURCE, clock.instant()))
        .forEach(one -> queue.submit(one.id(), () -> writer.tell(one)));
  }

  @Override
  public void close() {
    queue.close();
    writer.close();
  }
}
