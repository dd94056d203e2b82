package rouse.it.faults;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import rouse.it.Folders;
import rouse.it.boot.Host;

/**
 * Three of Kafka's own servers, each a process, each broker and controller, each behind a proxy.
 * Topics have three replicas, of which two must have a record before it is acknowledged.
 */
final class Brokers implements AutoCloseable {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int COUNT = 3;
  private final Path folder;
  private final String cluster = Uuid.randomUuid().toString();
  private final List<Integer> doors = ports();
  private final List<Integer> inner = ports();
  private final List<Integer> outer = ports();
  private final List<Integer> controllers = ports();
  private final List<TcpProxy> proxies = new ArrayList<>();
  private final Process[] processes = new Process[COUNT];

  private Brokers(Path folder) {
    this.folder = folder;
  }

  static Brokers start() {
    try {
      Brokers brokers = new Brokers(Files.createTempDirectory("rouse-it-brokers"));
      for (int node = 0; node < COUNT; node++) {
        brokers.proxies.add(new TcpProxy(brokers.doors.get(node), brokers.outer.get(node)));
        brokers.format(node);
        brokers.start(node);
      }
      brokers.awaitAll();
      return brokers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Integer> ports() {
    return IntStream.range(0, COUNT).mapToObj(i -> Host.freePort()).toList();
  }

  String bootstrap() {
    return doors.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
  }

  Path folder(String name) {
    return folder.resolve(name);
  }

  TcpProxy proxy(int node) {
    return proxies.get(node);
  }

  /** Starts a node; it need not serve yet when this returns. */
  void start(int node) {
    try {
      List<String> command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx384m",
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-cp",
              System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
              "kafka.Kafka",
              write(node).toString());
      processes[node] =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(folder("broker-" + node + ".log").toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kill -9. */
  void kill(int node) {
    processes[node].destroyForcibly().onExit().join();
  }

  /** SIGTERM, and waits for its end. */
  void stop(int node) throws InterruptedException {
    processes[node].destroy();
    if (!processes[node].waitFor(LONG.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("broker " + node + " does not stop");
    }
  }

  /** Until all nodes serve, and all replicas are in sync. */
  void awaitAll() {
    await().atMost(LONG).pollInterval(Duration.ofMillis(300)).ignoreExceptions().until(this::whole);
  }

  private boolean whole() throws Exception {
    try (Admin admin = admin()) {
      return admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).size() == COUNT
          && admin
              .describeTopics(admin.listTopics().names().get(5, TimeUnit.SECONDS))
              .allTopicNames()
              .get(5, TimeUnit.SECONDS)
              .values()
              .stream()
              .flatMap(topic -> topic.partitions().stream())
              .allMatch(p -> p.isr().size() == p.replicas().size() && p.leader() != null);
    }
  }

  int controller() throws Exception {
    try (Admin admin = admin()) {
      return admin.describeMetadataQuorum().quorumInfo().get(30, TimeUnit.SECONDS).leaderId();
    }
  }

  int leaderOf(String topic) throws Exception {
    try (Admin admin = admin()) {
      return admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get(30, TimeUnit.SECONDS)
          .get(topic)
          .partitions()
          .getFirst()
          .leader()
          .id();
    }
  }

  /** Makes a topic whose one partition is on one node alone. */
  void createOn(int node, String topic) throws Exception {
    try (Admin admin = admin()) {
      NewTopic alone = new NewTopic(topic, Map.of(0, List.of(node)));
      alone.configs(Map.of("min.insync.replicas", "1"));
      admin.createTopics(List.of(alone)).all().get(30, TimeUnit.SECONDS);
    }
  }

  /** Past the proxies. */
  private Admin admin() {
    String direct =
        inner.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    return Admin.create(
        Map.of(
            "bootstrap.servers",
            direct,
            "request.timeout.ms",
            5_000,
            "default.api.timeout.ms",
            10_000));
  }

  private void format(int node) {
    try {
      Path data = folder("data-" + node);
      Files.createDirectories(data);
      new Formatter()
          .setNodeId(node)
          .setClusterId(cluster)
          .addDirectory(data.toString())
          .setMetadataLogDirectory(data.toString())
          .setControllerListenerName("CONTROLLER")
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Path write(int node) throws IOException {
    Properties config = new Properties();
    String voters =
        IntStream.range(0, COUNT)
            .mapToObj(i -> i + "@127.0.0.1:" + controllers.get(i))
            .collect(Collectors.joining(","));
    config.put("process.roles", "broker,controller");
    config.put("node.id", String.valueOf(node));
    config.put("controller.listener.names", "CONTROLLER");
    config.put("controller.quorum.voters", voters);
    config.put(
        "listeners",
        "DOOR://127.0.0.1:%d,INNER://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
            .formatted(outer.get(node), inner.get(node), controllers.get(node)));
    config.put(
        "advertised.listeners",
        "DOOR://127.0.0.1:%d,INNER://127.0.0.1:%d".formatted(doors.get(node), inner.get(node)));
    config.put("inter.broker.listener.name", "INNER");
    config.put(
        "listener.security.protocol.map", "DOOR:PLAINTEXT,INNER:PLAINTEXT,CONTROLLER:PLAINTEXT");
    config.put("log.dirs", folder("data-" + node).toString());
    config.put("default.replication.factor", "3");
    config.put("min.insync.replicas", "2");
    config.put("offsets.topic.replication.factor", "3");
    config.put("offsets.topic.num.partitions", "4");
    config.put("transaction.state.log.replication.factor", "3");
    config.put("transaction.state.log.min.isr", "2");
    config.put("transaction.state.log.num.partitions", "4");
    config.put("group.initial.rebalance.delay.ms", "0");
    config.put("num.network.threads", "2");
    config.put("num.io.threads", "2");
    config.put("log.cleaner.dedupe.buffer.size", String.valueOf(2 * 1024 * 1024));
    Path file = folder("broker-" + node + ".properties");
    try (var out = Files.newBufferedWriter(file)) {
      config.store(out, null);
    }
    return file;
  }

  @Override
  public void close() {
    for (Process process : processes) {
      if (process != null) {
        process.destroyForcibly().onExit().join();
      }
    }
    proxies.forEach(TcpProxy::close);
    Folders.delete(folder);
  }
}
