package rouse.bench;

import java.time.Instant;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import rouse.contracts.action.ActionRequest;
import rouse.contracts.action.OutputWriter;
import rouse.contracts.action.SensorCommand;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.contracts.event.Notification.Channel;
import rouse.contracts.topic.Topics;

/**
 * The shape of the action topology with nothing of its work but the parser: for each request it
 * writes the same three records, made beforehand, under as many keys as production has, and reads
 * the displays back to drop them.
 */
final class ReadyMade extends ContextualProcessor<byte[], byte[], String, byte[]> {
  private static final String PLACE = "bench-action_manager/3/123456/ml1x2y3z";
  private static final Instant AT = Instant.parse("2026-01-31T09:05:00.123Z");
  private static final String[] SENSORS = keys(500, i -> "" + i);
  private static final String[] SERVICES = keys(100, i -> "" + i);
  private static final String[] PEOPLE = keys(1_000, i -> "a" + i + "@x.org");

  private static final OutputWriter WRITER = new OutputWriter();
  private static final byte[] COMMAND =
      WRITER.command(new SensorCommand("123", "Replace thread."), "12", PLACE);
  private static final byte[] DISPLAY = WRITER.display("12", "Worn thread.", PLACE, AT.toString());
  private static final Notification MESSAGE =
      new Notification(
          PLACE + "/MAIL/a123@x.org",
          "rouse",
          Channel.MAIL,
          "a123@x.org",
          "Message from service 12",
          "Worn thread.",
          "action",
          null,
          false);
  private static final byte[] NOTIFICATION = WRITER.notification(MESSAGE);
  private static final Headers CORRELATED =
      new RecordHeaders().add(CloudEvents.CORRELATION_ID, CloudEvents.utf8(PLACE));
  private static final Headers EVENT =
      CloudEvents.headers(
          new Envelope<>(MESSAGE.notificationId(), "/action", AT, PLACE, PLACE, null, MESSAGE));

  private final boolean all;
  private int number;

  private ReadyMade(boolean all) {
    this.all = all;
  }

  /** Writes what production writes, and reads back what it reads back. */
  static Topology topology(Topics topics) {
    Topology topology = requests(topics, true);
    write(topology, "displays", topics.userDisplays().name());
    write(topology, "notifications", topics.notifications().name());
    read(topology, "displays_again", topics.userDisplays().name());
    return topology.addProcessor("drop", Drop::new, "displays_again");
  }

  /** Writes one record for each request, which is the least that a topology of any use can do. */
  static Topology commandsOnly(Topics topics) {
    return requests(topics, false);
  }

  private static Topology requests(Topics topics, boolean all) {
    Topology topology = new Topology();
    read(topology, "requests", topics.actionRequests().name());
    topology.addProcessor("parse", () -> new ReadyMade(all), "requests");
    write(topology, "commands", topics.sensorCommands().name());
    return topology;
  }

  @Override
  public void process(Record<byte[], byte[]> raw) {
    if (ActionRequest.parse(raw.value()).commands().isEmpty()) {
      throw new IllegalStateException("every request has a command");
    }
    int i = number++;
    long at = raw.timestamp();
    context().forward(new Record<>(SENSORS[i % 500], COMMAND, at, CORRELATED), "commands");
    if (all) {
      context().forward(new Record<>(SERVICES[i % 100], DISPLAY, at, CORRELATED), "displays");
      context().forward(new Record<>(PEOPLE[i % 1_000], NOTIFICATION, at, EVENT), "notifications");
    }
  }

  private static String[] keys(int count, IntFunction<String> key) {
    return IntStream.range(0, count).mapToObj(key).toArray(String[]::new);
  }

  private static void read(Topology topology, String node, String topic) {
    topology.addSource(
        AutoOffsetReset.earliest(),
        node,
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        topic);
  }

  private static void write(Topology topology, String node, String topic) {
    topology.addSink(node, topic, new StringSerializer(), new ByteArraySerializer(), "parse");
  }

  private static final class Drop extends ContextualProcessor<byte[], byte[], Void, Void> {
    @Override
    public void process(Record<byte[], byte[]> display) {
      // To have been read is all there is to it.
    }
  }
}
