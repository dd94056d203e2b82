package rouse.it.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Delivery;
import rouse.contracts.event.Delivery.Outcome;
import rouse.contracts.topic.DeadLetters;

@DisplayName("Mails, from requests on a real broker to a real mail server")
class MailsIT {
  private static final Duration SOON = Duration.ofMinutes(2);

  /** Long enough for the waits between two attempts to have doubled several times. */
  private static final Duration AWAY = Duration.ofSeconds(30);

  private static final Duration AFTERWARDS = Duration.ofMinutes(6);
  private static final int MANY = 1_000;
  private static final String SUBJECT = "Überhitzt: Ventil №5 🔥";
  private static final String TEXT = "Zażółć gęślą jaźń, привет";
  private static final String LONG = ("ü" + "x".repeat(98) + "\n").repeat(10_000);

  @Test
  @DisplayName(
      "R8 R9 R14 a mail server that is away for half a minute: a thousand recipients, 1 MB and letters of any alphabet"
          + " arrive afterwards, each once, and an address with a line break is named")
  void arriveAfterwards() throws Exception {
    try (PostOffice office = new PostOffice();
        KafkaProducer<byte[], byte[]> producer = office.cluster().producer()) {
      office.closeMailServer();
      Instant closed = Instant.now();
      office.open();
      request(producer, TEXT, IntStream.range(0, MANY).mapToObj(i -> "u" + i + "@example.org"));
      request(producer, LONG, Stream.of("long@example.org"));
      request(
          producer, TEXT, Stream.of("x@example.org\\r\\nBcc: y@example.org", "last@example.org"));
      int all = MANY + 2;
      await().atMost(SOON).until(() -> deliveries(office).size() == all);
      assertThat(deliveries(office).values())
          .allMatch(d -> d.outcome() == Outcome.DELAYED)
          .allMatch(d -> d.detail().contains("cannot connect"));

      await().atMost(AFTERWARDS).until(() -> Instant.now().isAfter(closed.plus(AWAY)));
      assertThat(office.mails()).isEmpty();
      office.openMailServer();
      await()
          .atMost(AFTERWARDS)
          .until(
              () ->
                  deliveries(office).values().stream().allMatch(d -> d.outcome() == Outcome.SENT));

      Map<String, List<MimeMessage>> mails = new HashMap<>();
      for (MimeMessage mail : office.mails()) {
        String to = mail.getRecipients(Message.RecipientType.TO)[0].toString();
        mails.computeIfAbsent(to, t -> new ArrayList<>()).add(mail);
      }
      assertThat(mails).hasSize(all).allSatisfy((to, theirs) -> assertThat(theirs).hasSize(1));
      MimeMessage one = mails.get("u7@example.org").getFirst();
      assertThat(one.getSubject()).isEqualTo(SUBJECT);
      assertThat(content(one)).isEqualTo(TEXT);
      assertThat(content(mails.get("long@example.org").getFirst())).isEqualTo(LONG.strip());
      assertThat(office.cluster().read(PostOffice.TOPICS.deadLetters()))
          .singleElement()
          .extracting(letter -> CloudEvents.text(letter.headers(), DeadLetters.REASON))
          .asString()
          .contains("notify_users[0]", "line breaks");
    }
  }

  private static String content(MimeMessage mail) throws Exception {
    return ((String) mail.getContent()).replace("\r\n", "\n").strip();
  }

  private static void request(
      KafkaProducer<byte[], byte[]> producer, String text, Stream<String> people) {
    String json =
        """
        {"action_center":{"service_id":"12","subject":"%s","user_display":"%s","notify_users":[%s]}}"""
            .formatted(
                SUBJECT,
                text.replace("\n", "\\n"),
                people.map(one -> "\"" + one + "\"").collect(Collectors.joining(",")));
    var unused =
        producer.send(
            new ProducerRecord<>(PostOffice.TOPICS.actionRequests().name(), json.getBytes(UTF_8)));
  }

  /** The newest of each recipient. */
  private static Map<String, Delivery> deliveries(PostOffice office) {
    Map<String, Delivery> newest = new HashMap<>();
    office
        .cluster()
        .read(PostOffice.TOPICS.deliveries())
        .forEach(r -> newest.put(r.value().body().recipient(), r.value().body()));
    return newest;
  }
}
