package rouse.streams;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.SettingError;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.TopicSetup;
import rouse.contracts.topic.Topics;
import rouse.streams.action.OwnHeartbeat;

/** The streams app: two Kafka Streams applications and the status API in one process. */
public final class StreamsApp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsApp.class);
  private final Settings settings;
  private final StreamsSettings own;
  private final Topics topics;
  private final InstantSource clock = InstantSource.system();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final List<AutoCloseable> parts = new ArrayList<>();
  private StatusServer server;

  public StreamsApp(Settings settings) {
    this.settings = settings;
    this.own = StreamsSettings.from(settings);
    this.topics = Topics.from(settings);
  }

  /**
   * Listens, waits for the cluster, sees to the topics and starts both applications; returns before
   * they are able to judge, which {@code /readyz} tells.
   *
   * @throws java.io.UncheckedIOException when the folder of its state is read-only or full
   * @throws rouse.http.AddressTaken when the port cannot be had
   * @throws BrokerAbsent when no broker answers within {@code kafka.patience}, or one does and
   *     cannot see to the topics for as long
   * @throws rouse.contracts.topic.TopicMismatch when a topic of ours has other settings
   * @throws InterruptedException when the start was called off
   */
  public void start() throws InterruptedException {
    settings.logTo(LOG);
    topics.signer().warnWhenOff(LOG);
    if (!settings.isOn(KnownSettings.IN_MEMORY)) {
      StateFolderCheck.requireRoom(own.stateDir());
    }
    try {
      server = keep(new StatusServer(settings, topics, clock));
      settings.optional(KnownSettings.BEAT_BIND).ifPresent(this::takeBeatsAt);
      prepareCluster();
      StreamsProperties properties = new StreamsProperties(own, topics, own.address(server.port()));
      StreamsPair pair =
          keep(new StreamsPair(settings, topics, properties, server.meters(), clock, this::fail));
      server.serve(pair);
      pair.start();
      if (settings.isOn(KnownSettings.OWN_HEARTBEAT)) {
        keep(new OwnHeartbeat(own.kafka(), topics, clock)).start();
      }
      LOG.info("status API and dashboard: http://{}", own.address(server.port()));
    } catch (RuntimeException | InterruptedException e) {
      close();
      throw e;
    }
  }

  private void prepareCluster() throws InterruptedException {
    try (Admin admin = new BrokerWait(own.kafka(), own.brokerPatience()).connect()) {
      TopicSetup setup = new TopicSetup(admin);
      new TopicWait(own.brokerPatience()).until(() -> setup.ensure(topics.all()));
    }
  }

  /**
   * Takes beats, and nothing else, at one more address.
   *
   * @param port 0 takes a free one
   * @return the port
   * @throws rouse.http.AddressTaken when the address cannot be had
   */
  public int takeBeatsAt(String address, int port) {
    return server.takeBeatsAt(address, port);
  }

  private void takeBeatsAt(String bind) {
    int colon = bind.lastIndexOf(':');
    boolean hasPort = colon > 0 && bind.indexOf(':') == colon;
    try {
      int port = hasPort ? Integer.parseInt(bind.substring(colon + 1)) : server.port();
      takeBeatsAt(hasPort ? bind.substring(0, colon) : bind, port);
    } catch (NumberFormatException e) {
      throw new SettingError("beat.bind must be an address or address:port, not " + bind);
    }
  }

  /** The port of the status API. */
  public int httpPort() {
    return server.port();
  }

  /**
   * Blocks until the app was closed.
   *
   * @throws StreamsFailed when it ended by itself, with the cause
   * @throws InterruptedException when the wait was called off
   */
  public void awaitEnd() throws InterruptedException {
    try {
      end.get();
    } catch (ExecutionException e) {
      throw new StreamsFailed("the streams app stopped: " + e.getCause(), e.getCause());
    }
  }

  private void fail(Throwable cause) {
    end.completeExceptionally(cause);
  }

  private synchronized <T extends AutoCloseable> T keep(T part) {
    parts.addFirst(part);
    return part;
  }

  /** Leaves the groups and stops listening; a second call does nothing. */
  @Override
  public synchronized void close() {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("{} did not close cleanly: {}", part.getClass().getSimpleName(), e.toString());
      }
    }
    parts.clear();
    end.complete(null);
  }
}
