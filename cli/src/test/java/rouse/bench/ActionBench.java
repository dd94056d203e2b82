package rouse.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import rouse.bench.StreamsRun.Rate;
import rouse.contracts.action.ActionRequest;
import rouse.contracts.event.Json;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.topic.TopicSetup;
import rouse.contracts.topic.Topics;
import rouse.it.TestCluster;
import rouse.streams.StreamsApp;
import rouse.streams.action.ActionSettings;
import rouse.streams.action.ActionTopology;
import rouse.streams.decide.DecideConfig;

/**
 * Action requests: how many a thread carries out, against one that only parses them, and how long
 * one takes from its producer to {@code sensor_manager} in the app as it is shipped.
 */
public final class ActionBench {
  private static final Topics TOPICS = Topics.withDefaultNames();

  /** By then the compiler has settled: at 50,000 production still looked a third slower. */
  private static final int WARM = 200_000;

  private static final int REQUESTS = 600_000;

  /** A command, a display and a notification; the display is also read back, to be remembered. */
  private static final int OUTPUTS = 3;

  /** The first one settles the compiler and the broker for all three, and is not counted. */
  private static final int ROUNDS = 2;

  private static final int TIMED = 3_000;
  private static final Duration BETWEEN = Duration.ofMillis(10);

  private ActionBench() {}

  public static void main(String[] args) throws InterruptedException {
    BenchReport report = new BenchReport("actions");
    try (TestCluster cluster = TestCluster.start()) {
      try (var admin = cluster.admin()) {
        new TopicSetup(admin).ensure(TOPICS.all());
      }
      latency(cluster, report);
      throughput(cluster, report);
      commandsOnly(cluster, report);
    }
    report.write();
  }

  /**
   * Three topologies read the same records of one topic with the same parser, each configured as
   * the app ships it: production, one that only parses, and one that besides writes as many records
   * of the same size, ready-made ({@link ReadyMade}). The last one is what Kafka takes for writing
   * them exactly once: no topology with these outputs can be faster.
   *
   * <p>By turns, twice, since whoever comes first pays for the compiler. The goal is about the
   * clock on the wall; CPU seconds of the one stream thread tell what a request costs where the
   * broker and its clients do not contend for the same cores.
   */
  private static void throughput(TestCluster cluster, BenchReport report)
      throws InterruptedException {
    String source = topics(cluster, 0).actionRequests().name();
    load(cluster, source, i -> request(i, "Replace thread."));
    Rate parse = null;
    Rate production = null;
    Rate readyMade = null;
    for (int round = 0; round < ROUNDS; round++) {
      parse = rate(cluster, source, parseOnly(source));
      Topology topology = new Topology();
      new ActionTopology(
              ActionSettings.from(cluster.settings()),
              topics(cluster, 2 * round),
              new SimpleMeterRegistry())
          .addTo(topology);
      production = rate(cluster, source, topology);
      readyMade = rate(cluster, source, ReadyMade.topology(topics(cluster, 2 * round + 1)));
    }
    double ratio = production.perSecond() / parse.perSecond();
    Rate commands = rate(cluster, source, ReadyMade.commandsOnly(topics(cluster, 2 * ROUNDS)));
    report
        .row("requests/s, against a topology that only parses", "x", ratio, ">= 0.7", ratio >= 0.7)
        .raw("cpu", production.perCpuSecond() / parse.perCpuSecond())
        .raw("productionPerSecond", production.perSecond())
        .raw("productionPerCpuSecond", production.perCpuSecond())
        .raw("parsePerSecond", parse.perSecond())
        .raw("parsePerCpuSecond", parse.perCpuSecond())
        .raw("recordsWrittenPerRequest", OUTPUTS);
    report
        .row(
            "requests/s, against one that writes the records ready-made",
            "x",
            production.perSecond() / readyMade.perSecond())
        .raw("cpu", production.perCpuSecond() / readyMade.perCpuSecond())
        .raw("readyMadePerSecond", readyMade.perSecond())
        .raw("readyMadePerCpuSecond", readyMade.perCpuSecond());
    report
        .row(
            "records ready-made, against a topology that only parses",
            "x",
            readyMade.perSecond() / parse.perSecond())
        .raw("cpu", readyMade.perCpuSecond() / parse.perCpuSecond())
        .raw("commandsOnly", commands.perSecond() / parse.perSecond())
        .raw("commandsOnlyCpu", commands.perCpuSecond() / parse.perCpuSecond());
  }

  /** Requests with a command and nobody to tell: one record each, as is the least there can be. */
  private static void commandsOnly(TestCluster cluster, BenchReport report)
      throws InterruptedException {
    String source = "bench-commands";
    try (var admin = cluster.admin()) {
      admin.createTopics(
          List.of(new NewTopic(source, TOPICS.actionRequests().partitions(), (short) 1)));
    }
    load(cluster, source, ActionBench::commandOnly);
    Rate parse = null;
    Rate production = null;
    for (int round = 0; round < ROUNDS; round++) {
      parse = rate(cluster, source, parseOnly(source));
      Topics topics = topics(cluster, 2 * ROUNDS + 1 + round, source);
      Topology topology = new Topology();
      new ActionTopology(ActionSettings.from(cluster.settings()), topics, new SimpleMeterRegistry())
          .addTo(topology);
      production = rate(cluster, source, topology);
    }
    report
        .row(
            "requests of one command and nothing else, against only parsing them",
            "x",
            production.perSecond() / parse.perSecond())
        .raw("cpu", production.perCpuSecond() / parse.perCpuSecond())
        .raw("productionPerSecond", production.perSecond())
        .raw("parsePerSecond", parse.perSecond());
  }

  private static void load(TestCluster cluster, String source, IntFunction<byte[]> request) {
    try (KafkaProducer<byte[], byte[]> producer = new BeatLoad(cluster).producer()) {
      for (int i = 0; i < REQUESTS; i++) {
        var unused = producer.send(new ProducerRecord<>(source, request.apply(i)));
      }
    }
  }

  /** Topics that nobody else writes to; the requests are the same for all. */
  private static Topics topics(TestCluster cluster, int run) {
    return topics(cluster, run, "bench-" + TOPICS.actionRequests().name());
  }

  /**
   * @param source of the requests
   */
  private static Topics topics(TestCluster cluster, int run, String source) {
    String requests = TOPICS.actionRequests().name();
    Topics topics =
        new Topics(name -> name.equals(requests) ? source : "bench-" + run + "-" + name);
    try (var admin = cluster.admin()) {
      new TopicSetup(admin).ensure(topics.all());
    }
    return topics;
  }

  private static Rate rate(TestCluster cluster, String source, Topology topology)
      throws InterruptedException {
    String name = "bench-" + UUID.randomUUID();
    Map<String, Object> shipped =
        DecideConfig.streamsProperties(cluster.settings().duration(KnownSettings.COMMIT_INTERVAL));
    try (StreamsRun run = new StreamsRun(cluster, name, name, topology, shipped).start()) {
      return run.rate(() -> run.consumed(source), WARM, REQUESTS);
    }
  }

  private static Topology parseOnly(String source) {
    Topology topology = new Topology();
    topology.addSource(
        AutoOffsetReset.earliest(),
        "read",
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        source);
    return topology.addProcessor("parse", ParseOnly::new, "read");
  }

  private static final class ParseOnly extends ContextualProcessor<byte[], byte[], Void, Void> {
    @Override
    public void process(Record<byte[], byte[]> raw) {
      if (ActionRequest.parse(raw.value()).commands().isEmpty()) {
        throw new IllegalStateException("every request has a command");
      }
    }
  }

  private static void latency(TestCluster cluster, BenchReport report) throws InterruptedException {
    try (StreamsApp app = new StreamsApp(cluster.settings());
        KafkaProducer<byte[], byte[]> producer = cluster.producer();
        KafkaConsumer<byte[], byte[]> sensors = tail(cluster)) {
      app.start();
      long[] took = new long[TIMED];
      Thread reader = Thread.ofPlatform().start(() -> read(sensors, took));
      for (int i = 0; i < TIMED; i++) {
        var unused =
            producer.send(
                new ProducerRecord<>(
                    TOPICS.actionRequests().name(), request(i, i + "@" + System.nanoTime())));
        TimeUnit.NANOSECONDS.sleep(BETWEEN.toNanos());
      }
      reader.join();
      // The first second is the group's settling and the compiler's.
      long[] settled = Arrays.copyOfRange(took, TIMED / 3, TIMED);
      Arrays.sort(settled);
      double p99 = settled[settled.length * 99 / 100] / 1e6;
      report
          .row("request to sensor_manager under EOS, p99", "ms", p99, "<= 250", p99 <= 250)
          .raw("p50", settled[settled.length / 2] / 1e6)
          .raw("max", settled[settled.length - 1] / 1e6)
          .raw("samples", settled.length);
    }
  }

  /** Reads what is committed to sensor_manager from now on. */
  private static KafkaConsumer<byte[], byte[]> tail(TestCluster cluster) {
    var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", cluster.bootstrap(), "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(TOPICS.sensorCommands().name()).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    return consumer;
  }

  private static void read(KafkaConsumer<byte[], byte[]> sensors, long[] took) {
    int missing = took.length;
    while (missing > 0) {
      for (ConsumerRecord<byte[], byte[]> record : sensors.poll(Duration.ofSeconds(1))) {
        long now = System.nanoTime();
        List<String> parts = List.of(command(record.value()).split("@"));
        took[Integer.parseInt(parts.get(0))] = now - Long.parseLong(parts.get(1));
        missing--;
      }
    }
  }

  private static String command(byte[] value) {
    try {
      return Json.MAPPER.readTree(value).get("command").textValue();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static byte[] commandOnly(int number) {
    return """
        {"action_center":{"service_id":"%d","user_display":"None",
         "sensor_manager":[{"sensor_id":"%d"},{"command":"Replace thread."}],
         "notify_users":"None"}}"""
        .formatted(number % 100, number % 500)
        .getBytes(UTF_8);
  }

  private static byte[] request(int number, String command) {
    return """
        {"action_center":{"service_id":"%d","user_display":"Worn thread.",
         "sensor_manager":[{"sensor_id":"%d"},{"command":"%s"}],
         "notify_users":"[\\"a%d@x.org\\"]"}}"""
        .formatted(number % 100, number % 500, command, number % 1000)
        .getBytes(UTF_8);
  }
}
