package rouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.cli.dev.SecuredBroker;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Command;
import rouse.contracts.event.Delivery;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Event;
import rouse.contracts.event.EventSigner;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Notification;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.settings.Settings;
import rouse.contracts.settings.SettingsReader;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.TopicAccess;
import rouse.contracts.topic.TopicAccess.Role;
import rouse.contracts.topic.Topics;
import rouse.executor.ExecutorApp;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.TestPlatform;
import rouse.streams.StreamsApp;

@DisplayName("With a secret, at a broker whose clients log in and have the documented rights")
class AccessIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static final List<String> USERS = List.of("module", "streams", "executor");
  private static final String SECRET = "what only Rouse knows";
  private static final int FORGED = 1_000;
  private Path folder;
  private SecuredBroker broker;
  private TestPlatform platform;
  private DockerRuntime runtime;

  @BeforeEach
  void open() throws Exception {
    folder = Files.createTempDirectory("rouse-it-");
    broker = new SecuredBroker(folder.resolve("kafka"), USERS);
    platform = new TestPlatform();
    runtime = new DockerRuntime(platform.engine());
    try (Admin admin = Admin.create(client(SecuredBroker.ADMIN))) {
      List<AclBinding> rights = new ArrayList<>();
      TopicAccess access = new TopicAccess(TOPICS, "rouse");
      for (Role role : List.of(Role.MODULE, Role.STREAMS, Role.EXECUTOR)) {
        rights.addAll(access.of(role, "User:" + USERS.get(role.ordinal())));
      }
      admin.createAcls(rights).all().get();
    }
  }

  @AfterEach
  void close() throws Exception {
    platform.close();
    broker.close();
    Folders.delete(folder);
  }

  @Test
  @DisplayName("Rouse works, a module writes beats and requests alone, nothing forged is acted on")
  void works() throws Exception {
    try (StreamsApp streams = new StreamsApp(settings("streams"));
        ExecutorApp executor =
            new ExecutorApp(
                settings("executor"),
                platform.file(TestPlatform.service("web", "exec sleep 1000", "")))) {
      streams.start();
      executor.boot("ops");
      await().atMost(SOON).until(() -> running().isPresent());
      Api api = new Api(streams.httpPort());
      String alive = "/api/platforms/" + platform.name();
      await().atMost(SOON).until(() -> api.json(alive).toString().contains("\"alive\""));

      String container = running().orElseThrow();
      long commands = signed(TOPICS.commands());
      assertThat(commands).isPositive();
      forge();
      await().atMost(SOON).until(() -> read(TOPICS.deadLetters()).size() >= FORGED);
      assertThat(read(TOPICS.deadLetters())).as("all of them, and nothing of ours").hasSize(FORGED);
      assertThat(read(TOPICS.deliveries())).isEmpty();
      assertThat(running()).contains(container);

      assertThat(mayWrite("module"))
          .containsExactlyInAnyOrder(
              "rouse.heartbeats", "HeartBeat", "Heart_Beat", "action_manager");
      assertThat(mayWrite("executor"))
          .contains("rouse.facts")
          .doesNotContain("rouse.commands", "rouse.decisions", "action_manager");
      assertThat(mayWrite("streams")).contains("rouse.commands").doesNotContain("rouse.deliveries");

      String restart = alive + "/modules/web/restart";
      assertThat(api.post(restart, "{\"by\":\"ops\"}").statusCode()).isEqualTo(202);
      await().atMost(SOON).until(() -> running().filter(id -> !id.equals(container)).isPresent());
      assertThat(signed(TOPICS.commands())).isEqualTo(commands + 1);
    }
  }

  private Optional<String> running() {
    return runtime.list(platform.instance("web")).stream()
        .filter(container -> container.phase().alive())
        .map(container -> container.id())
        .findFirst();
  }

  /** Topics that a user may write to; a record that nobody can read is written to each. */
  private TreeSet<String> mayWrite(String user) throws Exception {
    TreeSet<String> allowed = new TreeSet<>();
    List<String> names = new ArrayList<>();
    for (Topic<?, ?> topic : TOPICS.all()) {
      names.add(topic.name());
    }
    try (var producer = producer(user)) {
      for (String name : names) {
        // Written with a key that a compacted topic takes.
        var record = new ProducerRecord<>(name, "nobody".getBytes(UTF_8), "{".getBytes(UTF_8));
        Throwable failure = catchThrowable(() -> producer.send(record).get());
        if (failure == null) {
          allowed.add(name);
        } else {
          assertThat(failure).hasRootCauseInstanceOf(AuthorizationException.class);
        }
      }
    }
    return allowed;
  }

  /** By somebody who may write everywhere, but does not know the secret. */
  private void forge() throws Exception {
    InstanceId web = platform.instance("web");
    EventSigner guess = EventSigner.of("a guess", Optional.empty());
    try (var producer = producer(SecuredBroker.ADMIN)) {
      for (int i = 0; i < FORGED; i++) {
        Headers headers = new RecordHeaders();
        byte[] value;
        String topic;
        String key = platform.name();
        if (i % 5 == 4) {
          HeartbeatRecord record = new HeartbeatRecord.Unwatch(1_000_000);
          HeartbeatCodec.writeHeaders(headers, record, "/streams/decide", Instant.now());
          value = HeartbeatCodec.write(record);
          topic = TOPICS.heartbeats().name();
          key = web.toString();
        } else {
          Event event = forged(web, i % 5, i);
          topic = topicOf(event);
          CloudEvents.writeHeaders(
              headers, Envelope.of("forged/" + i, "/streams/decide", Instant.now(), event));
          value = CloudEvents.body(event);
        }
        if (i % 2 == 0) {
          guess.sign(headers, value);
        }
        producer.send(new ProducerRecord<>(topic, null, key.getBytes(UTF_8), value, headers));
      }
    }
  }

  private Event forged(InstanceId web, int kind, int i) {
    String name = platform.name();
    Instant soon = Instant.now().plusSeconds(60);
    return switch (kind) {
      case 0 -> new Command.Retire(web, 1_000_000, null, soon, Duration.ZERO);
      case 1 -> new Fact.RestartRequested(name, "web", "eve", null);
      case 2 -> new Fact.ContainerDied(web, 1, "c" + i, 137, false, new HostId("host-1"));
      default ->
          new Notification(
              "n" + i,
              name,
              Notification.Channel.MAIL,
              "eve@example.org",
              "a",
              "b",
              "action",
              null,
              false);
    };
  }

  private static String topicOf(Event event) {
    return switch (event) {
      case Command c -> TOPICS.commands().name();
      case Fact f -> TOPICS.facts().name();
      case Notification n -> TOPICS.notifications().name();
      case Delivery d -> TOPICS.deliveries().name();
      default -> TOPICS.decisions().name();
    };
  }

  private List<ConsumerRecord<byte[], byte[]>> read(Topic<?, ?> topic) {
    return new TopicReader(client(SecuredBroker.ADMIN)).read(topic.name());
  }

  /** How many records of a topic are signed with the secret. */
  private long signed(Topic<?, ?> topic) {
    EventSigner signer = EventSigner.of(SECRET, Optional.empty());
    return read(topic).stream()
        .filter(
            record -> catchThrowable(() -> signer.verify(record.headers(), record.value())) == null)
        .count();
  }

  private KafkaProducer<byte[], byte[]> producer(String user) {
    return new KafkaProducer<>(client(user), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Map<String, Object> client(String user) {
    Map<String, Object> config = new HashMap<>(broker.login(user, ""));
    config.put("bootstrap.servers", broker.bootstrap());
    return config;
  }

  private Settings settings(String user) {
    Map<String, String> flags = new HashMap<>(broker.login(user, "kafka."));
    flags.put("kafka", broker.bootstrap());
    flags.put("command.secret", SECRET);
    flags.put("state.dir", folder.resolve("state").toString());
    flags.put("executor.state", folder.resolve("executor").toString());
    flags.put("http.port", "0");
    flags.put("executor.port", "0");
    flags.put("host", "host-1");
    return SettingsReader.read(flags, Map.of(), Map.of(), name -> "");
  }
}
