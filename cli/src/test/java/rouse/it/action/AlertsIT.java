package rouse.it.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Decision.AlertRaised;
import rouse.contracts.event.Decision.AlertResolved;
import rouse.contracts.event.Envelope;

@DisplayName("Alerts, from decisions on a real broker to a real mail server")
class AlertsIT {
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final List<String> PEOPLE =
      List.of("a@example.org", "b@example.org", "+4470012345");
  private static final int MODULES = 50;

  @Test
  @DisplayName(
      "R8 B11 a host with 50 modules gone is one mail and one SMS each, and so is its return; what passes"
          + " says nothing; a restart in the middle changes none of it")
  void areFew() throws Exception {
    try (PostOffice office = new PostOffice("notify.group-wait", "30s");
        KafkaProducer<byte[], byte[]> producer = office.cluster().producer()) {
      office.open();
      decide(producer, new AlertRaised("ias", "host-silent", "h1", "not heard", PEOPLE));
      for (int i = 0; i < MODULES; i++) {
        decide(producer, new AlertRaised("ias", "quarantine", "ias/m" + i + "/1", "gone", PEOPLE));
      }
      // Last, since it must be over before its group wait is: a busy machine may take long here.
      decide(producer, new AlertRaised("calm", "quarantine", "calm/m/1", "gone", PEOPLE));
      awaitGathered(office);
      office.shut();
      decide(producer, new AlertResolved("calm", "quarantine", "calm/m/1", "back", PEOPLE));
      office.open();

      awaitMessages(office, 1);
      assertThat(office.mails())
          .extracting(AlertsIT::subject)
          .allMatch(subject -> subject.startsWith("[ias] 51 alerts"));

      decide(producer, new AlertResolved("ias", "host-silent", "h1", "heard", PEOPLE));
      for (int i = 0; i < MODULES; i++) {
        decide(
            producer, new AlertResolved("ias", "quarantine", "ias/m" + i + "/1", "back", PEOPLE));
      }
      awaitMessages(office, 2);
      // GreenMail lists them by mailbox.
      assertThat(office.mails())
          .extracting(AlertsIT::subject)
          .filteredOn(subject -> subject.startsWith("[ias] resolved: 51 alerts"))
          .hasSize(2);
      assertThat(office.cluster().read(PostOffice.TOPICS.notifications()))
          .hasSize(2 * PEOPLE.size())
          .allMatch(message -> message.value().body().platform().equals("ias"));
    }
  }

  @Test
  @DisplayName("R8 an observer that is down is one mail, and so is its return")
  void tellOfTheObserver() throws Exception {
    try (PostOffice office = new PostOffice()) {
      office.open();
      awaitTicks(office);
      office.watchObserver("ias", List.of("ops@example.org"), Duration.ofSeconds(2));
      // It must have seen the observer once, and looks at once.
      awaitTicks(office);
      office.shutStreams();
      await().atMost(SOON).until(() -> !office.mails().isEmpty());
      office.openStreams();
      await().atMost(SOON).until(() -> office.mails().size() == 2);
      assertThat(office.mails())
          .extracting(AlertsIT::subject)
          .containsExactly(
              "[ias] observer: observer-down", "[ias] resolved: observer: observer-down");
    }
  }

  /** Six seconds of ticks, ten a second in each of four partitions. */
  private static void awaitTicks(PostOffice office) {
    String log = PostOffice.TOPICS.heartbeats().name();
    int before = office.cluster().read(log).size();
    await().atMost(SOON).until(() -> office.cluster().read(log).size() > before + 240);
  }

  /** Until the streams app has the alerts of both platforms in its books. */
  private static void awaitGathered(PostOffice office) {
    await()
        .atMost(SOON)
        .until(
            () -> office.cluster().read("rouse-decide-alert_books-changelog").size() > MODULES + 1);
  }

  /** Each of the two has so many mails, and the third so many SMS, and nobody more. */
  private static void awaitMessages(PostOffice office, int each) {
    await()
        .atMost(SOON)
        .until(() -> office.mails().size() >= 2 * each && office.messages().size() >= each);
    assertThat(office.mails())
        .hasSize(2 * each)
        .extracting(AlertsIT::recipient)
        .filteredOn("a@example.org"::equals)
        .hasSize(each);
    assertThat(office.messages()).hasSize(each);
  }

  private static String subject(MimeMessage mail) {
    try {
      return mail.getSubject();
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String recipient(MimeMessage mail) {
    try {
      return mail.getRecipients(Message.RecipientType.TO)[0].toString();
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void decide(KafkaProducer<byte[], byte[]> producer, Decision decision) {
    String id = decision.toString();
    var unused =
        producer.send(
            new ProducerRecord<>(
                PostOffice.TOPICS.decisions().name(),
                null,
                decision.platform().getBytes(UTF_8),
                CloudEvents.body(decision),
                CloudEvents.headers(Envelope.of(id, "/test", Instant.now(), decision))));
  }
}
