package rouse.streams;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topics;
import rouse.streams.clock.MonotonicTime;
import rouse.streams.clock.TrackedReads;
import rouse.streams.outlet.StreamsClients;
import rouse.streams.query.Restoration;

/** The two Kafka Streams applications of the process. */
final class StreamsPair implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsPair.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);
  private final KafkaStreams liveness;
  private final KafkaStreams decide;
  private final Restoration restoration = new Restoration();
  private final String address;

  /**
   * @param registry where the topologies count what they do
   * @param failed is told the cause when one of them ends by itself
   */
  StreamsPair(
      Settings settings,
      Topics topics,
      StreamsProperties properties,
      MeterRegistry registry,
      InstantSource clock,
      Consumer<Throwable> failed) {
    TrackedReads reads = new TrackedReads(topics.heartbeats());
    liveness =
        new KafkaStreams(
            Topologies.liveness(settings, topics, reads),
            properties.liveness(),
            new StreamsClients(reads),
            new MonotonicTime());
    decide =
        new KafkaStreams(
            Topologies.decide(settings, topics, registry),
            properties.decide(),
            new StreamsClients(new TrackedReads(topics.heartbeats())),
            new MonotonicTime());
    address = properties.address();
    liveness.setGlobalStateRestoreListener(restoration);
    decide.setGlobalStateRestoreListener(restoration);
    int threads = properties.threads();
    follow("liveness", liveness, new FailurePolicy("liveness", threads, clock, failed), failed);
    follow("decide", decide, new FailurePolicy("decide", threads, clock, failed), failed);
  }

  private static void follow(
      String name, KafkaStreams streams, FailurePolicy policy, Consumer<Throwable> failed) {
    streams.setUncaughtExceptionHandler(policy);
    streams.setStateListener(
        (now, before) -> {
          LOG.info("{}: {} -> {}", name, before, now);
          if (now == State.ERROR) {
            failed.accept(new IllegalStateException(name + " has no thread left"));
          }
        });
  }

  void start() {
    decide.start();
    liveness.start();
  }

  KafkaStreams liveness() {
    return liveness;
  }

  KafkaStreams decide() {
    return decide;
  }

  /** How far the state of both has been read back. */
  Restoration restoration() {
    return restoration;
  }

  /** host:port by which other instances know this one. */
  String address() {
    return address;
  }

  /** Leaves the groups, so that the next start does not wait for our sessions to run out. */
  @Override
  public void close() {
    List.of(liveness, decide).parallelStream()
        .forEach(
            streams ->
                streams.close(
                    CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP)
                        .withTimeout(CLOSE_PATIENCE)));
  }
}
