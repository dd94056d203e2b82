package rouse.executor.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Delivery;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.TopicSetup;
import rouse.contracts.topic.Topics;
import rouse.it.TestCluster;

/**
 * A broker, a gateway, and a notifier that is configured for both. All tests of a class share the
 * broker and its topics.
 */
abstract class NotifierRig {
  static final Duration SOON = Duration.ofSeconds(60);
  static final Topics TOPICS = Topics.withDefaultNames();
  static TestCluster cluster;
  static TestTls localhost;
  static TestTls another;
  static KafkaProducer<byte[], byte[]> producer;

  final List<AutoCloseable> parts = new ArrayList<>();
  final String run = UUID.randomUUID().toString();
  HttpStage gateway;

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

  <T extends AutoCloseable> T keep(T part) {
    parts.add(part);
    return part;
  }

  Settings settings(int smtpPort, String... more) {
    List<String> all = new ArrayList<>(SmtpStage.settings(smtpPort, localhost.pem()));
    all.addAll(
        List.of(
            "application.id",
            "it-" + run,
            "host",
            "n1",
            "smtp.timeout",
            "10s",
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
            "10s"));
    all.addAll(List.of(more));
    return cluster.settings(all.toArray(String[]::new));
  }

  Notifier notifier(Settings settings) {
    Notifier notifier =
        keep(
            new Notifier(
                settings, TOPICS, "n1", new SimpleMeterRegistry(), InstantSource.system()));
    notifier.start();
    return notifier;
  }

  Notifier notifier(String platform, String host, Settings settings) {
    String name = platform + "." + host;
    var meters = new SimpleMeterRegistry();
    Notifier notifier =
        keep(new Notifier(settings, TOPICS, platform, name, meters, InstantSource.system()));
    notifier.start();
    return notifier;
  }

  /** Of this test only: all tests share the topics. */
  String send(String recipient, String text) {
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

  List<Delivery> deliveries(String id) {
    return cluster.read(TOPICS.deliveries()).stream()
        .map(r -> r.value().body())
        .filter(d -> d.notificationId().equals(id))
        .toList();
  }

  List<Delivery> awaitEnd(String id) {
    return await()
        .atMost(SOON)
        .until(
            () -> deliveries(id),
            all -> all.stream().anyMatch(d -> d.outcome().isFinal(d.channel())));
  }
}
