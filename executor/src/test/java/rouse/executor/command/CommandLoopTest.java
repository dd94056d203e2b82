package rouse.executor.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Command;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.EventSigner;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.topic.Topics;
import rouse.executor.log.FactWriter;

@DisplayName("The loop that follows commands")
class CommandLoopTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static final TopicPartition COMMANDS = new TopicPartition(TOPICS.commands().name(), 0);
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final List<String> announced = new CopyOnWriteArrayList<>();
  private final List<String> unannounced = new CopyOnWriteArrayList<>();
  private long end;

  @Test
  @DisplayName(
      "announces each of ours in the log's order before it is carried out, and commits all")
  void announces() {
    add(order("a", "here"));
    add(order("b", "elsewhere"));
    add(new RecordHeaders(), "{".getBytes(UTF_8));
    add(order("c", "here"));
    try (CommandLoop loop = loop()) {
      loop.start();
      await().atMost(SOON).until(() -> new OffsetAndMetadata(4).equals(committed().get(COMMANDS)));
    }
    assertThat(announced).containsExactly("a", "c");
    assertThat(unannounced).isEmpty();
    assertThat(producer.history())
        .extracting(ProducerRecord::topic)
        .containsExactlyInAnyOrder(
            TOPICS.facts().name(), TOPICS.deadLetters().name(), TOPICS.facts().name());
  }

  @Test
  @DisplayName("R12 puts away what it trips over in any step, commits it, and goes on")
  void tripsOver() {
    add(order("a-ours", "here"));
    add(order("a-announced", "here"));
    add(order("a-carried-out", "here"));
    add(order("b", "here"));
    try (CommandLoop loop = loop()) {
      loop.start();
      await().atMost(SOON).until(() -> new OffsetAndMetadata(4).equals(committed().get(COMMANDS)));
    }
    assertThat(producer.history())
        .filteredOn(record -> record.topic().equals(TOPICS.deadLetters().name()))
        .extracting(letter -> CloudEvents.text(letter.headers(), CloudEvents.ID))
        .containsExactlyInAnyOrder(
            "ensure-running/shop/a-ours/1/1",
            "ensure-running/shop/a-announced/1/1",
            "ensure-running/shop/a-carried-out/1/1");
    assertThat(producer.history())
        .filteredOn(record -> record.topic().equals(TOPICS.facts().name()))
        .singleElement()
        .satisfies(fact -> assertThat(new String(fact.value(), UTF_8)).contains("shop/b/1"));
  }

  @Test
  @DisplayName("R12 an outcome that is refused is written again, and its command is then committed")
  void outcomeRefused() {
    add(order("a", "here"));
    AtomicInteger refusals = new AtomicInteger();
    MockProducer<byte[], byte[]> refusing =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    try (CommandLoop loop = loop(refusing)) {
      loop.start();
      await()
          .atMost(SOON)
          .until(
              () ->
                  refusals.get() < 2
                      ? refusing.errorNext(new TopicAuthorizationException("facts"))
                          && refusals.incrementAndGet() < 0
                      : refusing.completeNext());
      await().atMost(SOON).until(() -> new OffsetAndMetadata(1).equals(committed().get(COMMANDS)));
    }
    assertThat(announced).containsExactly("a");
    assertThat(refusing.history())
        .hasSize(3)
        .allMatch(record -> record.topic().equals(TOPICS.facts().name()));
  }

  @Test
  @DisplayName("R12 carries out none of a thousand forged commands, nor a signed one written again")
  void forged() {
    EventSigner ours = EventSigner.of("the secret", Optional.empty());
    EventSigner others = EventSigner.of("a guess", Optional.empty());
    for (int i = 0; i < 1_000; i++) {
      Envelope<Command> order = order("forged-" + i, "here");
      Headers headers = CloudEvents.headers(order);
      if (i % 3 > 0) {
        // With another secret, or over another body.
        byte[] signed = i % 3 == 1 ? CloudEvents.body(order.body()) : new byte[] {'{', '}'};
        (i % 3 == 1 ? others : ours).sign(headers, signed);
      }
      add(headers, CloudEvents.body(order.body()));
    }
    Envelope<Command> good = order("good", "here");
    byte[] body = CloudEvents.body(good.body());
    Headers signed = CloudEvents.headers(good);
    ours.sign(signed, body);
    add(signed, body);
    add(signed, body, good.body().deadline().plusSeconds(1));

    try (CommandLoop loop = loop(producer, new Topics(name -> name, ours))) {
      loop.start();
      await().atMost(SOON).until(() -> lettersOf(producer) == 1_001);
      await().atMost(SOON).until(() -> producer.history().size() == 1_002);
    }
    assertThat(announced).containsExactly("good");
    assertThat(producer.history())
        .filteredOn(record -> record.topic().equals(TOPICS.facts().name()))
        .singleElement()
        .satisfies(
            outcome -> {
              assertThat(new String(outcome.value(), UTF_8)).contains("shop/good/1");
              ours.verify(outcome.headers(), outcome.value());
            });
  }

  private static long lettersOf(MockProducer<byte[], byte[]> producer) {
    return producer.history().stream()
        .filter(record -> record.topic().equals(TOPICS.deadLetters().name()))
        .count();
  }

  /** As a defect would. */
  private static void tripOver(Command command, String step) {
    if (command.instance().module().equals("a-" + step)) {
      throw new ArithmeticException(step);
    }
  }

  private CommandLoop loop() {
    return loop(producer);
  }

  private CommandLoop loop(MockProducer<byte[], byte[]> outcomes) {
    return loop(outcomes, TOPICS);
  }

  private CommandLoop loop(MockProducer<byte[], byte[]> outcomes, Topics topics) {
    consumer.updatePartitions(
        COMMANDS.topic(),
        List.of(new PartitionInfo(COMMANDS.topic(), 0, Node.noNode(), new Node[0], new Node[0])));
    consumer.updateBeginningOffsets(Map.of(COMMANDS, 0L));
    return new CommandLoop(
        consumer,
        topics,
        command -> {
          tripOver(command, "ours");
          return command.host().equals("here");
        },
        command -> {
          tripOver(command, "announced");
          announced.add(command.instance().module());
        },
        this::carryOut,
        new FactWriter(outcomes, topics),
        new KeyedExecutor(2),
        new ProbeLane(
            instance -> List.of(), (id, atMost) -> null, new HostId("here"), Clock.systemUTC()));
  }

  private Envelope<Fact> carryOut(Envelope<Command> command) {
    Command body = command.body();
    tripOver(body, "carried-out");
    if (!announced.contains(body.instance().module())) {
      unannounced.add(body.instance().module());
    }
    Fact outcome =
        new Fact.CommandFailed(
            command.id(), body.instance(), body.incarnation(), "no", new HostId("here"));
    return Envelope.of("outcome/" + command.id(), "/test", Instant.now(), outcome);
  }

  private Map<TopicPartition, OffsetAndMetadata> committed() {
    return consumer.committed(Set.of(COMMANDS));
  }

  private static Envelope<Command> order(String module, String host) {
    Command order =
        new Command.EnsureRunning(
            new InstanceId("shop", module, 1), 1, host, Instant.now().plusSeconds(60));
    return Envelope.of("ensure-running/shop/" + module + "/1/1", "/test", Instant.now(), order);
  }

  private void add(Envelope<Command> command) {
    add(CloudEvents.headers(command), CloudEvents.body(command.body()));
  }

  /** Once it is assigned, which the loop does itself. */
  private void add(Headers headers, byte[] value) {
    add(headers, value, Instant.EPOCH);
  }

  private void add(Headers headers, byte[] value, Instant at) {
    long offset = end++;
    consumer.schedulePollTask(
        () ->
            consumer.addRecord(
                new ConsumerRecord<>(
                    COMMANDS.topic(),
                    0,
                    offset,
                    at.toEpochMilli(),
                    TimestampType.LOG_APPEND_TIME,
                    0,
                    value.length,
                    "shop".getBytes(UTF_8),
                    value,
                    headers,
                    java.util.Optional.empty())));
  }
}
