package rouse.it.boot;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import rouse.contracts.event.Json;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.ServerStatus;
import rouse.it.EventLog;
import rouse.it.TestCluster;
import rouse.it.TestPlatform;
import rouse.streams.StreamsApp;

/** Broker and streams app of this JVM, and a platform whose executors are processes beside it. */
public final class Stage implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private final TestCluster cluster;
  private final TestPlatform platform;
  private final StreamsApp streams;

  /** Whether broker and streams app end with it. */
  private final boolean owner;

  /**
   * @param settings of the streams app, names and values by turns
   */
  public Stage(String prefix, String services, String... settings) throws InterruptedException {
    platform = TestPlatform.of(prefix, services);
    cluster = TestCluster.start();
    streams = new StreamsApp(cluster.settings(settings));
    streams.start();
    owner = true;
  }

  private Stage(Stage other, TestPlatform platform) {
    this.platform = platform;
    this.cluster = other.cluster;
    this.streams = other.streams;
    this.owner = false;
  }

  /** One more platform with the same broker and streams app; close it before this one. */
  public Stage beside(String prefix, String services) {
    return new Stage(this, TestPlatform.of(prefix, services));
  }

  public TestPlatform platform() {
    return platform;
  }

  public String name() {
    return platform.name();
  }

  public TestCluster cluster() {
    return cluster;
  }

  public EventLog log() {
    return new EventLog(cluster.reader());
  }

  /** An executor for the platform's file; not yet started. */
  public Host host(String name) {
    return host(platform, name);
  }

  /** An executor for the file of a platform beside this one. */
  Host host(TestPlatform other, String name) {
    return host(other, name, name);
  }

  /**
   * An executor for the file of some platform.
   *
   * @param folder of its log and its state
   */
  Host host(TestPlatform other, String name, String folder) {
    return new Host(
        other.file(),
        cluster.folder(folder).resolve(other.name()),
        "host=" + name,
        "kafka=" + cluster.bootstrap(),
        "api=http://127.0.0.1:" + streams.httpPort());
  }

  public PlatformStatus status() throws IOException, InterruptedException {
    return status(platform.name());
  }

  PlatformStatus status(String name) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + streams.httpPort() + "/api/platforms/" + name);
    return Json.MAPPER.readValue(
        HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray()).body(),
        PlatformStatus.class);
  }

  /** As the load balancers of the platform see their servers. */
  List<ServerStatus> servers() throws IOException, InterruptedException {
    String path = "/api/platforms/" + platform.name() + "/servers";
    URI uri = URI.create("http://127.0.0.1:" + streams.httpPort() + path);
    return Json.MAPPER.readValue(
        HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray()).body(),
        new TypeReference<>() {});
  }

  /** What an operator wants of a module, said without a verb's start in between. */
  public void order(String module, String verb, String body)
      throws IOException, InterruptedException {
    String path = "/api/platforms/" + platform.name() + "/modules/" + module + "/" + verb;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + streams.httpPort() + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    int status = HTTP.send(request, BodyHandlers.discarding()).statusCode();
    if (status != 202) {
      throw new IOException(path + " answered " + status);
    }
  }

  PlatformStatus.InstanceStatus instance(String module) throws IOException, InterruptedException {
    return status().modules().stream()
        .filter(m -> m.module().equals(module))
        .flatMap(m -> m.instances().stream())
        .findFirst()
        .orElseThrow();
  }

  String observed(String module) throws IOException, InterruptedException {
    return instance(module).observed();
  }

  String container(String module) {
    return platform.engine().only(platform.name(), module);
  }

  /** The containers of some modules, by module. */
  Map<String, String> containers(String... modules) {
    Map<String, String> ids = new TreeMap<>();
    for (String module : modules) {
      ids.put(module, container(module));
    }
    return ids;
  }

  /** When the container of a module was started, by the engine. */
  Instant startOf(String module) {
    return Instant.parse(platform.engine().inspect(container(module)).getState().getStartedAt());
  }

  public static ConditionFactory soon() {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions();
  }

  @Override
  public void close() {
    if (owner) {
      streams.close();
    }
    platform.close();
    if (owner) {
      cluster.close();
    }
  }
}
