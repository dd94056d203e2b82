package rouse.executor.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topics;
import rouse.core.state.DecisionRecord;
import rouse.executor.log.FactWriter;
import rouse.executor.log.PatientQueue;

/**
 * Sends the alerts of the control plane's decider to people. The topology that does so for all
 * other alerts may be what is down, and so may the broker: a message waits until it is taken.
 */
public final class ControlPlaneAlerts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlPlaneAlerts.class);
  private final String platform;
  private final Supplier<List<String>> people;
  private final List<String> operators;
  private final FactWriter writer;
  private final InstantSource clock;
  private final PatientQueue queue = new PatientQueue("announcer");

  /**
   * @param people of the platform; operators are told as well
   */
  public ControlPlaneAlerts(
      Settings settings,
      Topics topics,
      String host,
      String platform,
      Supplier<List<String>> people,
      InstantSource clock) {
    this.platform = platform;
    this.people = people;
    this.operators = Notifier.operatorsOf(settings);
    this.writer =
        new FactWriter(new NotifyClients(settings, host + "-announcer").producer(), topics);
    this.clock = clock;
  }

  /** From now on messages go out. */
  public void start() {
    queue.open();
  }

  /** One message to each person for each alert, and one when it is over. */
  public void tell(DecisionRecord decided) {
    switch (decided.body()) {
      case Decision.AlertRaised a -> tell(decided.id(), a.kind(), a.subject(), a.text(), false);
      case Decision.AlertResolved a -> tell(decided.id(), a.kind(), a.subject(), a.text(), true);
      default -> {
        // Nobody has to hear of anything else.
      }
    }
  }

  private void tell(String decision, String kind, String subject, String text, boolean over) {
    LOG.warn("{}: {}", platform, text);
    Stream.concat(people.get().stream(), operators.stream())
        .distinct()
        .map(person -> message(person, decision, kind, subject, text, over))
        .forEach(message -> queue.submit(message.id(), () -> writer.tell(message)));
  }

  /** The decision's id makes the message's, so that a repeat is recognised. */
  private Envelope<Notification> message(
      String person, String decision, String kind, String subject, String text, boolean over) {
    String id = String.join("/", "control-plane", decision, over ? "over" : "raised", person);
    Notification body =
        new Notification(
            id,
            platform,
            Notification.Channel.of(person),
            person,
            "[" + platform + "] " + subject + (over ? " is back" : " cannot be kept alive"),
            text,
            kind,
            "control-plane/" + subject,
            over);
    return Envelope.of(id, "/executor/control-plane", clock.instant(), body);
  }

  @Override
  public void close() {
    queue.close();
    writer.close();
  }
}
