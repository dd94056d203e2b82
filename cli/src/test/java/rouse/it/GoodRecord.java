package rouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Command;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Event;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Notification;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.PlatformSpec;

/**
 * A record that is understood.
 *
 * @param answers where it shows that it was
 */
record GoodRecord(
    ProducerRecord<byte[], byte[]> record,
    String answers,
    Predicate<ConsumerRecord<byte[], byte[]>> isServed) {
  /** Of beats that name none. */
  static final String DEFAULT_PLATFORM = "garbage";

  /**
   * One for a topic.
   *
   * @param mark tells it from others
   * @param platform of the executor that reads commands
   */
  static GoodRecord of(String topic, String mark, String platform) {
    String name = mark + topic.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    return switch (topic) {
      case "HeartBeat", "Heart_Beat" ->
          new GoodRecord(
              Garbage.of(
                  topic,
                  "",
                  ("{\"module\":\"" + name + "\",\"ts\":90500,\"Status\":1}").getBytes(UTF_8)),
              "rouse.facts",
              says(name, "InstanceHeard"));
      case "rouse.heartbeats" ->
          new GoodRecord(
              new ProducerRecord<>(
                  topic,
                  (DEFAULT_PLATFORM + "/" + name + "/1").getBytes(UTF_8),
                  new byte[] {'{', '}'}),
              "rouse.facts",
              says(name, "InstanceHeard"));
      case "rouse.facts" ->
          new GoodRecord(
              event(
                  topic,
                  name,
                  new Fact.PlatformDeclared(
                      new PlatformSpec(name, List.of(), List.of()), new HostId("tester"))),
              "rouse.decisions",
              says(name, "PlatformPlanned"));
      case "rouse.commands" -> {
        InstanceId instance = new InstanceId(platform, mark, 7);
        yield new GoodRecord(
            event(
                topic,
                platform,
                new Command.EnsureRunning(instance, 1, "tester", Instant.now().minusSeconds(60))),
            "rouse.facts",
            says(instance.toString(), "CommandFailed"));
      }
      case "rouse.notifications" ->
          new GoodRecord(
              event(
                  topic,
                  name,
                  new Notification(
                      name,
                      DEFAULT_PLATFORM,
                      Notification.Channel.MAIL,
                      "ops@example.org",
                      null,
                      "a good one",
                      "action",
                      null,
                      false)),
              "rouse.deliveries",
              record -> text(record).contains(name));
      default ->
          new GoodRecord(
              Garbage.of(
                  topic,
                  "",
                  ("{\"action_center\":{\"service_id\":\"12\",\"user_display\":\"" + name + "\"}}")
                      .getBytes(UTF_8)),
              "user_display",
              record -> text(record).contains(name));
    };
  }

  static ProducerRecord<byte[], byte[]> event(String topic, String key, Event body) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, 0, key.getBytes(UTF_8), CloudEvents.body(body));
    CloudEvents.writeHeaders(
        record.headers(), Envelope.of(UUID.randomUUID().toString(), "/test", Instant.now(), body));
    return record;
  }

  private static Predicate<ConsumerRecord<byte[], byte[]>> says(String name, String type) {
    return record ->
        text(record).contains(name) && header(record, CloudEvents.TYPE).endsWith("." + type);
  }

  static String text(ConsumerRecord<byte[], byte[]> record) {
    return record.value() == null ? "" : new String(record.value(), UTF_8);
  }

  static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), UTF_8);
  }
}
