package rouse.streams.action;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.Topics;
import rouse.streams.action.alerts.AlertTopology;
import rouse.streams.action.memory.MemoryTopology;
import rouse.streams.intake.RawIntake;
import rouse.streams.replay.ReplayCounter;
import rouse.streams.replay.ReplayGuard;

/**
 * From {@code action_manager} to {@code sensor_manager}, {@code user_display} and {@code
 * rouse.notifications}.
 *
 * <p>A request without an id is carried out where it is read. One with an id first goes to {@code
 * rouse.action-requests}, which has one partition: repeats of an unkeyed request stand in any
 * partition of the source and must meet somewhere, and one partition keeps the order that requests
 * had in theirs. What concerns the same sensors follows it there ({@link SensorRerouting}), so
 * commands for a sensor are in the order of the source partition.
 */
public final class ActionTopology {
  static final String AT_ONCE = "requests";
  static final String ONCE = "identified_requests";
  private final ActionSettings settings;
  private final Topics topics;
  private final MeterRegistry registry;

  /**
   * @param registry where dead letters are counted
   */
  public ActionTopology(ActionSettings settings, Topics topics, MeterRegistry registry) {
    this.settings = settings;
    this.topics = topics;
    this.registry = registry;
  }

  /** Adds all nodes. */
  public void addTo(Topology topology) {
    addRequests(topology);
    addIdentifiedRequests(topology);
    new MemoryTopology(topics, settings.inMemory(), registry).addTo(topology);
    new AlertTopology(settings, topics, registry).addTo(topology);
  }

  private void addRequests(Topology topology) {
    RawIntake intake = bytesOf(AT_ONCE, topics.actionRequests());
    RequestSinks ends = new RequestSinks(AT_ONCE, intake.deadLetterSink());
    intake.addSourceTo(topology);
    topology.addProcessor(
        ends.processor(),
        new SplitSupplier(ends, settings.platform()),
        guard(topology, AT_ONCE, intake));
    topology.addSink(
        RequestSinks.RE_KEY,
        topics.identifiedRequests().name(),
        new StringSerializer(),
        topics.identifiedRequests().valueSerde().serializer(),
        ends.processor());
    intake.addDeadLetterSinkTo(topology, ends.processor());
    ends.addTo(topology, topics);
  }

  private void addIdentifiedRequests(Topology topology) {
    RawIntake intake = bytesOf(ONCE, topics.identifiedRequests());
    RequestSinks ends = new RequestSinks(ONCE, intake.deadLetterSink());
    intake.addSourceTo(topology);
    topology.addProcessor(
        ends.processor(), new AdmitSupplier(ends, settings), guard(topology, ONCE, intake));
    intake.addDeadLetterSinkTo(topology, ends.processor());
    ends.addTo(topology, topics);
  }

  /** Nobody's mail is sent twice, and no sensor switched, since a group has lost its offsets. */
  private String guard(Topology topology, String what, RawIntake intake) {
    String node = "guard_" + what;
    topology.addProcessor(
        node,
        ReplayGuard.<byte[], byte[]>supplier(
            what.replace('_', '-') + "-positions", new ReplayCounter(registry, what)),
        intake.source());
    return node;
  }

  /** Both processors bury what they cannot read themselves: a request can be good in part. */
  private RawIntake bytesOf(String what, Topic<?, byte[]> topic) {
    return new RawIntake(
        what, List.of(topic.name()), AutoOffsetReset.earliest(), topics.deadLetters());
  }
}
