package rouse.cli.dev;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import rouse.cli.CliError;
import rouse.cli.client.Endpoint;

/**
 * A Kafka broker in this JVM: one KRaft node that is its own controller. What it wrote survives its
 * stop and its kill when it is started on the same folder again. The only class that knows Kafka's
 * server.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private final KafkaRaftServer server;
  private final Endpoint host;
  private final Optional<Endpoint> containers;

  private EmbeddedBroker(KafkaRaftServer server, Endpoint host, Optional<Endpoint> containers) {
    this.server = server;
    this.host = host;
    this.containers = containers;
  }

  /**
   * Starts it and returns when it serves.
   *
   * @param folder its data; made when missing
   * @param host where processes of this machine reach it
   * @param containers where containers reach it: an address of the platform network's gateway
   * @throws CliError when a port is taken or the broker does not come up
   */
  static EmbeddedBroker start(Path folder, Endpoint host, Optional<Endpoint> containers) {
    requireFree(host);
    containers.ifPresent(EmbeddedBroker::requireFree);
    Properties config = BrokerConfig.of(folder, host, containers, Endpoint.free(Endpoint.LOOPBACK));
    format(folder);
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(config, false), Time.SYSTEM);
    try {
      server.startup();
    } catch (RuntimeException e) {
      server.shutdown();
      throw new CliError(
          "the embedded broker does not start on " + folder + ": " + e.getMessage(),
          "see the log above; another --data folder starts afresh",
          e);
    }
    return new EmbeddedBroker(server, host, containers);
  }

  /** Starts one for this machine alone on a free port; for tests and benchmarks. */
  public static EmbeddedBroker start(Path folder) {
    return start(folder, Endpoint.LOOPBACK);
  }

  /** The same at an address of this machine. */
  public static EmbeddedBroker start(Path folder, String address) {
    return start(folder, Endpoint.free(address), Optional.empty());
  }

  /** Starts it again where it was; its clients find it at the same address. */
  public EmbeddedBroker startAgain(Path folder) {
    return start(folder, host, containers);
  }

  /** {@code host:port} for processes of this machine. */
  public String bootstrap() {
    return host.toString();
  }

  /** {@code host:port} for containers. */
  public Optional<String> bootstrapForContainers() {
    return containers.map(Endpoint::toString);
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void requireFree(Endpoint endpoint) {
    if (!endpoint.isFree()) {
      throw new CliError(
          "cannot listen on " + endpoint + " for the embedded broker: it is taken",
          "stop what listens there ('ss -ltnp' shows it), or start with another --data folder");
    }
  }

  /** The last file that formatting writes is its mark: without it, it begins anew. */
  static void format(Path folder) {
    if (Files.exists(folder.resolve("meta.properties"))) {
      return;
    }
    try {
      Files.createDirectories(folder);
      new Formatter()
          .setNodeId(BrokerConfig.NODE)
          .setClusterId(Uuid.randomUuid().toString())
          .addDirectory(folder.toString())
          .setMetadataLogDirectory(folder.toString())
          .setControllerListenerName(BrokerConfig.CONTROLLER)
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .run();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + folder, e);
    } catch (Exception e) {
      throw new CliError(
          "cannot prepare " + folder + " for the embedded broker: " + e.getMessage(),
          "give another --data folder, or remove this one",
          e);
    }
  }
}
