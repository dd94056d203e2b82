package rouse.executor.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Delivery.Outcome;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.RecordSize;
import rouse.contracts.topic.Topics;

@DisplayName("The notifier with a real broker and a mail server that does what it is told")
class NotifierIT extends NotifierRig {
  @Test
  @DisplayName("R8 a restart sends nothing again, and loses nothing")
  void restart() throws Exception {
    SmtpStage stage = keep(new SmtpStage(0, localhost.server(), "secret"));
    stage.answerRcpt("late@example.org", SmtpStage.HANG);
    Settings settings = settings(stage.port(), "smtp.timeout", "5m", "notify.give-up", "10m");
    Notifier first = notifier(settings);
    String slow = send("late@example.org", "t");
    String fast = send("early@example.org", "t");
    awaitEnd(fast);
    await().atMost(SOON).until(() -> stage.commands().contains("RCPT TO:<late@example.org>"));
    first.close();
    parts.remove(first);

    notifier(settings);
    assertThat(awaitEnd(slow).getLast().outcome()).isEqualTo(Outcome.SENT);
    // What other tests left unsent in the topic they share is sent by this notifier as well.
    assertThat(stage.mails())
        .extracting(SmtpStage.Mail::to)
        .filteredOn(to -> to.startsWith("early@") || to.startsWith("late@"))
        .containsExactlyInAnyOrder("early@example.org", "late@example.org");
  }

  @Test
  @DisplayName(
      "R8 executors that differ in their channels: one that has it sends, else it is not sent; no"
          + " platform's login is used for another")
  void differentChannels() throws Exception {
    SmtpStage ias = keep(new SmtpStage(0, localhost.server(), "secret"));
    SmtpStage shop = keep(new SmtpStage(0, localhost.server(), "secret"));
    String app = "it-" + run;
    notifier(
        "ias",
        "h1",
        cluster.settings("application.id", app, "sms.url", gateway.url(), "sms.from", "+1555001"));
    notifier(
        "ias",
        "h2",
        cluster.settings(
            with(SmtpStage.settings(ias.port(), localhost.pem()), "application.id", app)));
    notifier(
        "shop",
        "h1",
        cluster.settings(
            with(SmtpStage.settings(shop.port(), localhost.pem()), "application.id", app)));
    List<String> mails = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      mails.add(send("p" + i + "." + run + "@example.org", "t"));
      texts.add(send("+44700123450" + i, "t"));
    }
    String chat = send("chat", "t");

    for (String id : mails) {
      assertThat(awaitEnd(id)).singleElement().matches(d -> d.outcome() == Outcome.SENT);
    }
    for (String id : texts) {
      assertThat(awaitEnd(id)).singleElement().matches(d -> d.outcome() == Outcome.SENT);
    }
    assertThat(awaitEnd(chat)).singleElement().matches(d -> d.outcome() == Outcome.NOT_SENT);
    assertThat(ias.mails()).filteredOn(mail -> mail.to().contains(run)).hasSize(mails.size());
    assertThat(shop.mails()).isEmpty();
  }

  private static String[] with(List<String> settings, String... more) {
    return Stream.concat(settings.stream(), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  @DisplayName("R12 garbage as large as its topic admits goes to the dead letters whole")
  void largestGarbage() throws Exception {
    notifier(cluster.settings("application.id", "it-" + run));
    int room = (int) RecordSize.of(null, null, List.of());
    byte[] bad = run.repeat(Topics.LARGEST_RECORD / run.length() + 1).getBytes(UTF_8);
    byte[] largest = Arrays.copyOf(bad, Topics.LARGEST_RECORD - room);
    producer.send(new ProducerRecord<>(TOPICS.notifications().name(), largest)).get();

    cluster.await(TOPICS.deadLetters(), SOON, letter -> Arrays.equals(largest, letter.value()));
  }

  @Test
  @DisplayName(
      "R8 without channels everything is said to be not sent; garbage goes to the dead letters")
  void nothingConfigured() {
    notifier(cluster.settings("application.id", "it-" + run));
    String mail = send("a@example.org", "t");
    String bad = "not a notification " + run;
    var unused =
        producer.send(new ProducerRecord<>(TOPICS.notifications().name(), bad.getBytes(UTF_8)));
    String sms = send("07001275910", "t");

    assertThat(awaitEnd(mail).getLast().detail())
        .isEqualTo("not sent: no mail server configured, set smtp.host");
    assertThat(awaitEnd(sms).getLast().outcome()).isEqualTo(Outcome.NOT_SENT);
    cluster.await(
        TOPICS.deadLetters(), SOON, letter -> bad.equals(new String(letter.value(), UTF_8)));
  }

  @Test
  @DisplayName(
      "R23 R25 R28 R51 every silence is one POST /faulty with exactly the original body, retried")
  void reportsSilences() throws Exception {
    gateway.answer(503);
    notifier(settings(1, "faulty.url", gateway.url() + "/faulty", "notify.give-up", "10m"));
    Instant now = Instant.now();
    InstanceId module = new InstanceId("ias", "deployer", 1);
    Fact.InstanceSilent silent =
        new Fact.InstanceSilent(module, 1, now, now, now, Duration.ofSeconds(3), 0, 1, 2);
    // Its group begins at the end of the log, so the first fact it sees is one after it has joined.
    await()
        .atMost(SOON)
        .until(
            () -> {
              fact("silent/" + run + "/" + UUID.randomUUID(), silent);
              return !gateway.calls().isEmpty();
            });
    gateway.answer(200);
    String id = "silent/" + run + "/last";
    fact(id, silent);

    assertThat(awaitEnd("faulty/" + id).getLast().outcome()).isEqualTo(Outcome.SENT);
    assertThat(gateway.calls())
        .allMatch(c -> c.path().equals("/faulty"))
        .allMatch(c -> c.body().equals("{\"module_name\":\"deployer\"}"));
  }

  private static void fact(String id, Fact body) {
    Envelope<Fact> fact = Envelope.of(id, "/test", Instant.now(), body);
    var unused =
        producer.send(
            new ProducerRecord<>(
                TOPICS.facts().name(),
                null,
                body.platform().getBytes(UTF_8),
                CloudEvents.body(body),
                CloudEvents.headers(fact)));
  }
}
