package rouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import rouse.contracts.event.CloudEvents;

/** Records that nobody understands, for any topic. */
final class Garbage {
  /** The broker's default for a topic, less what key, headers and framing take. */
  private static final int LARGEST = 1_048_588 - 600;

  private static final String LATER = "Surprise";

  private Garbage() {}

  /** Broken in every way; what is fine in one format is no garbage there and left out. */
  static List<ProducerRecord<byte[], byte[]>> broken(String topic) {
    byte[] large = new byte[LARGEST];
    Arrays.fill(large, (byte) 'x');
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    records.add(of(topic, "no/json/1", "not JSON".getBytes(UTF_8)));
    records.add(of(topic, "cut/off/1", "{\"module\":\"half".getBytes(UTF_8)));
    records.add(of(topic, "large/x/1", large));
    records.add(of(topic, "null/x/1", null));
    records.add(
        of(topic, "wrong/types/1", "{\"module\":{},\"ts\":[],\"sequence\":\"x\"}".getBytes(UTF_8)));
    ProducerRecord<byte[], byte[]> unknown = of(topic, "un/known/1", "[7]".getBytes(UTF_8));
    unknown.headers().add(CloudEvents.TYPE, (familyOf(topic) + LATER).getBytes(UTF_8));
    records.add(unknown);
    return records;
  }

  private static String familyOf(String topic) {
    return switch (topic) {
      case "rouse.heartbeats" -> "rouse.heartbeat.";
      case "rouse.commands" -> "rouse.command.";
      case "rouse.notifications" -> "rouse.notification.";
      default -> "rouse.fact.";
    };
  }

  /** Whether it is an event of a version that is to come. */
  static boolean isOfLaterVersion(ProducerRecord<byte[], byte[]> record) {
    String type = CloudEvents.text(record.headers(), CloudEvents.TYPE);
    return record.topic().startsWith("rouse.") && type != null && type.endsWith(LATER);
  }

  /** Right in all but the characters of its key and of the name in it. */
  static ProducerRecord<byte[], byte[]> steering(String topic, String platform) {
    String raw = "bad\u001b[2J\nname";
    String name = "bad\\u001b[2J\\nname";
    String instance = "\"instance\":\"" + platform + "/" + name + "/1\"";
    String key = platform + "/" + raw + "/1";
    return switch (topic) {
      case "HeartBeat", "Heart_Beat" -> text(topic, key, "{\"module\":\"" + name + "\",\"ts\":1}");
      case "rouse.heartbeats" -> text(topic, key, "{}");
      case "rouse.facts" -> typed(topic, key, "rouse.fact.FaultReported", "{" + instance + "}");
      case "rouse.commands" ->
          typed(
              topic,
              key,
              "rouse.command.Replace",
              "{" + instance + ",\"incarnation\":1,\"deadline\":\"2026-01-31T09:05:00Z\"}");
      case "rouse.notifications" ->
          typed(topic, key, "rouse.notification.Notification", "{\"channel\":\"" + name + "\"}");
      default -> text(topic, key, "\"" + name + "\"");
    };
  }

  private static ProducerRecord<byte[], byte[]> text(String topic, String key, String value) {
    return of(topic, key, value.getBytes(UTF_8));
  }

  private static ProducerRecord<byte[], byte[]> typed(
      String topic, String key, String type, String value) {
    ProducerRecord<byte[], byte[]> record = text(topic, key, value);
    record
        .headers()
        .add(CloudEvents.ID, ("steering/" + topic).getBytes(UTF_8))
        .add(CloudEvents.TYPE, type.getBytes(UTF_8))
        .add(CloudEvents.SOURCE, "/test".getBytes(UTF_8))
        .add(CloudEvents.TIME, "2026-01-31T09:05:00Z".getBytes(UTF_8));
    return record;
  }

  /** To partition 0. */
  static ProducerRecord<byte[], byte[]> of(String topic, String key, byte[] value) {
    return new ProducerRecord<>(topic, 0, key.getBytes(UTF_8), value);
  }
}
