package rouse.executor.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Delivery;
import rouse.contracts.event.Delivery.Outcome;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Notification;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.TopicSetup;
import rouse.contracts.topic.Topics;
import rouse.it.TestCluster;

@DisplayName("The notifier with a real broker and a mail server that does what it is told")
class NotifierIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static TestCluster cluster;
  private static TestTls localhost;
  private static TestTls another;
  private static KafkaProducer<byte[], byte[]> producer;

  private final List<AutoCloseable> parts = new ArrayList<>();
  private final String run = UUID.randomUUID().toString();
  private HttpStage gateway;

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.start();
    localhost = TestTls.forHost("localhost", cluster.folder("."));
    another = TestTls.forHost("mail.example.org", cluster.folder("."));
    try (var admin = cluster.admin()) {
      new TopicSetup(admin).ensure(TOPICS.all());
    }
    producer = cluster.producer();
  }

  @AfterAll
  static void stop() {
    producer.close();
    cluster.close();
  }

  @BeforeEach
  void openGateway() throws Exception {
    gateway = keep(new HttpStage());
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable part : parts.reversed()) {
      part.close();
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.add(part);
    return part;
  }

  private Settings settings(int smtpPort, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "application.id",
                "it-" + run,
                "host",
                "n1",
                "smtp.host",
                "localhost",
                "smtp.port",
                String.valueOf(smtpPort),
                "smtp.from",
                "rouse@example.org",
                "smtp.user",
                "rouse",
                "smtp.password",
                "secret",
                "smtp.trust",
                localhost.pem().toString(),
                "smtp.rate",
                "0",
                "smtp.timeout",
                "1s",
                "sms.url",
                gateway.url(),
                "sms.from",
                "+1555001",
                "sms.country",
                "44",
                "notify.retry",
                "100ms",
                "notify.give-up",
                "3s",
                "notify.http-timeout",
                "2s"));
    all.addAll(List.of(more));
    return cluster.settings(all.toArray(String[]::new));
  }

  private Notifier notifier(Settings settings) {
    Notifier notifier =
        keep(
            new Notifier(
                settings, TOPICS, "n1", new SimpleMeterRegistry(), InstantSource.system()));
    notifier.start();
    return notifier;
  }

  /** Of this test only: all tests share the topics. */
  private String send(String recipient, String text) {
    String id = run + "/" + recipient + "/" + text.hashCode();
    Envelope<Notification> message = Messages.to(id, recipient, "s", text);
    var unused =
        producer.send(
            new ProducerRecord<>(
                TOPICS.notifications().name(),
                null,
                recipient.getBytes(UTF_8),
                CloudEvents.body(message.body()),
                CloudEvents.headers(message)));
    return id;
  }

  private List<Delivery> deliveries(String id) {
    return cluster.read(TOPICS.deliveries()).stream()
        .map(r -> r.value().body())
        .filter(d -> d.notificationId().equals(id))
        .toList();
  }

  private List<Delivery> awaitEnd(String id) {
    return await()
        .atMost(SOON)
        .until(
            () -> deliveries(id),
            all -> all.stream().anyMatch(d -> d.outcome().isFinal(d.channel())));
  }

  /** What went wrong with mail is told in words, while an SMS is served. */
  private void assertSaid(Settings settings, Outcome end, String... words) {
    notifier(settings);
    String mail = send("a@example.org", "to be lost");
    String sms = send("07001275910", "to be served");

    assertThat(awaitEnd(sms)).extracting(Delivery::outcome).containsExactly(Outcome.SENT);
    List<Delivery> said = awaitEnd(mail);
    assertThat(said.getLast().outcome()).isEqualTo(end);
    assertThat(said.getFirst().detail()).contains(words);
  }

  @Test
  @DisplayName("R10 a wrong password: given up with the server's words, the SMS is sent")
  void wrongPassword() throws Exception {
    SmtpStage stage = keep(new SmtpStage(0, localhost.server(), "secret"));
    assertSaid(
        settings(stage.port(), "smtp.password", "guess"),
        Outcome.GIVEN_UP,
        "refused the login, nothing was sent",
        "535");
    assertThat(stage.mails()).isEmpty();
  }

  @Test
  @DisplayName("R10 no STARTTLS offered: given up, nothing was sent in plain text")
  void noStartTls() throws Exception {
    SmtpStage stage = keep(new SmtpStage(0, null, "secret"));
    assertSaid(settings(stage.port()), Outcome.GIVEN_UP, "offers no STARTTLS, nothing was sent");
    assertThat(stage.commands()).noneMatch(c -> c.startsWith("AUTH") || c.startsWith("MAIL"));
  }

  @Test
  @DisplayName("R10 the certificate of another host: given up, nothing was sent")
  void certificateOfAnotherHost() throws Exception {
    SmtpStage stage = keep(new SmtpStage(0, another.server(), "secret"));
    assertSaid(
        settings(stage.port(), "smtp.trust", another.pem().toString()),
        Outcome.GIVEN_UP,
        "no TLS with localhost");
    assertThat(stage.mails()).isEmpty();
  }

  @Test
  @DisplayName("R8 a server that accepts and never answers: given up, others are served")
  void neverAnswers() throws Exception {
    ServerSocket silent = keep(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    assertSaid(settings(silent.getLocalPort()), Outcome.GIVEN_UP, "did not answer");
  }

  @Test
  @DisplayName("R8 4xx is delayed and then sent, 5xx is refused at once")
  void passingAndLasting() throws Exception {
    SmtpStage stage = keep(new SmtpStage(0, localhost.server(), "secret"));
    stage.answerRcpt("busy@example.org", "450 4.2.1 busy");
    stage.answerRcpt("nobody@example.org", "550 5.1.1 no such user");
    notifier(settings(stage.port(), "smtp.timeout", "10s"));
    String busy = send("busy@example.org", "t");
    String nobody = send("nobody@example.org", "t");

    assertThat(awaitEnd(busy))
        .extracting(Delivery::outcome)
        .containsExactly(Outcome.DELAYED, Outcome.SENT);
    assertThat(awaitEnd(nobody))
        .singleElement()
        .satisfies(d -> assertThat(d.outcome()).isEqualTo(Outcome.REFUSED))
        .satisfies(d -> assertThat(d.detail()).contains("no such user"));
  }

  @Test
  @DisplayName("R8 dropped after DATA: unknown, then sent again with the same Message-ID")
  void droppedAfterData() throws Exception {
    SmtpStage stage = keep(new SmtpStage(0, localhost.server(), "secret"));
    stage.answerData("a@example.org", SmtpStage.DROP);
    notifier(settings(stage.port(), "smtp.timeout", "10s"));
    String id = send("a@example.org", "t");

    assertThat(awaitEnd(id))
        .extracting(Delivery::outcome)
        .containsExactly(Outcome.UNKNOWN, Outcome.SENT);
    assertThat(stage.mails()).hasSize(2);
    assertThat(stage.mails().get(0).messageId()).isEqualTo(stage.mails().get(1).messageId());
  }

  @Test
  @DisplayName("R8 a tarpit for one recipient delays no other recipient and no other channel")
  void tarpit() throws Exception {
    SmtpStage stage = keep(new SmtpStage(0, localhost.server(), "secret"));
    stage.answerRcpt("slow@example.org", SmtpStage.HANG);
    notifier(settings(stage.port(), "smtp.timeout", "30s", "notify.give-up", "10m"));
    String slow = send("slow@example.org", "t");
    List<String> others =
        IntStream.range(0, 30).mapToObj(i -> send("u" + i + "@example.org", "t")).toList();
    String sms = send("07001275910", "t");

    others.forEach(id -> assertThat(awaitEnd(id).getLast().outcome()).isEqualTo(Outcome.SENT));
    assertThat(awaitEnd(sms).getLast().outcome()).isEqualTo(Outcome.SENT);
    assertThat(deliveries(slow)).noneMatch(d -> d.outcome().isFinal(d.channel()));
  }

  @Test
  @DisplayName("R8 while the mail server is away everything waits, and all is delivered afterwards")
  void serverAway() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    notifier(settings(port, "notify.give-up", "10m", "smtp.timeout", "10s"));
    List<String> ids =
        IntStream.range(0, 50).mapToObj(i -> send("u" + i + "@example.org", "t")).toList();
    await().atMost(SOON).until(() -> ids.stream().allMatch(id -> !deliveries(id).isEmpty()));
    assertThat(deliveries(ids.getFirst()).getFirst().detail()).contains("cannot connect");

    SmtpStage stage = keep(new SmtpStage(port, localhost.server(), "secret"));
    ids.forEach(id -> assertThat(awaitEnd(id).getLast().outcome()).isEqualTo(Outcome.SENT));
    assertThat(stage.mails()).hasSize(50);
  }

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
  @DisplayName("R23 R51 every silence is one POST /faulty with exactly the original body, retried")
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
