package rouse.contracts.heartbeat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.event.NewerRecordException;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.HeartbeatRecord.LoadReport;
import rouse.contracts.heartbeat.HeartbeatRecord.LoadWindow;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;
import rouse.contracts.heartbeat.HeartbeatRecord.Tick;
import rouse.contracts.heartbeat.HeartbeatRecord.Unwatch;
import rouse.contracts.heartbeat.HeartbeatRecord.Watch;
import rouse.contracts.platform.Incarnations;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.text.PlainText;

/**
 * Heartbeat records as bytes. They are CloudEvents of type {@code rouse.heartbeat.*}; a record
 * without a type is a beat, so that a module needs one line to beat.
 */
public final class HeartbeatCodec {
  /**
   * Header of a beat that somebody else than its sender brought into its partition: by which route.
   * Without it the sender wrote the beat there itself.
   */
  public static final String ROUTE = "rouse-route";

  /** A host name of the longest kind, a port, and what stands before them. */
  private static final int LONGEST_ROUTE = 300;

  private static final String PREFIX = "rouse.heartbeat.";
  private static final byte[] BEAT = typeOf(Beat.class);
  private static final byte[] LOAD_REPORT = typeOf(LoadReport.class);
  private static final Map<String, Class<? extends HeartbeatRecord>> TYPES =
      Map.of(
          PREFIX + "Beat", Beat.class,
          PREFIX + "Watch", Watch.class,
          PREFIX + "Unwatch", Unwatch.class,
          PREFIX + "Tick", Tick.class,
          PREFIX + "Mark", Mark.class,
          PREFIX + "LoadReport", LoadReport.class,
          PREFIX + "LoadWindow", LoadWindow.class);

  private HeartbeatCodec() {}

  /**
   * Reads a record.
   *
   * @throws Unreadable with the reason, when it is none
   */
  public static HeartbeatRecord read(Headers headers, byte[] value) {
    var header = headers.lastHeader(CloudEvents.TYPE);
    if (header == null || java.util.Arrays.equals(header.value(), BEAT)) {
      return BeatParser.parse(value);
    }
    if (java.util.Arrays.equals(header.value(), LOAD_REPORT)) {
      return BeatParser.parseLoadReport(value);
    }
    String type = header.value() == null ? "" : new String(header.value(), UTF_8);
    Class<? extends HeartbeatRecord> known = TYPES.get(type);
    if (known == null && type.startsWith(PREFIX)) {
      throw new NewerRecordException(
          CloudEvents.TYPE + " is not known: " + PlainText.oneLine(type, 100));
    }
    if (known == null) {
      throw new MalformedRecordException(CloudEvents.TYPE + " is not a heartbeat record");
    }
    HeartbeatRecord record = CloudEvents.readBody(known, value);
    checkIncarnation(record);
    if (record instanceof Mark mark) {
      checkRoute(mark.route());
      checkTime("upTo", mark.upTo());
      checkTime("freshFrom", mark.freshFrom());
    }
    if (record instanceof LoadWindow window) {
      checkNames(window);
    }
    return record;
  }

  private static void checkIncarnation(HeartbeatRecord record) {
    long incarnation =
        switch (record) {
          case Watch w -> w.incarnation();
          case Unwatch u -> u.incarnation();
          case Beat b -> b.incarnation();
          case Tick t -> 0;
          case Mark m -> 0;
          case LoadReport r -> r.incarnation();
          case LoadWindow w -> 0;
        };
    if (!Incarnations.isPossible(incarnation)) {
      throw new MalformedRecordException(
          "incarnation is not between 0 and " + Incarnations.HIGHEST);
    }
  }

  /** Observers keep every route for a while, so its name cannot be of any length. */
  private static void checkRoute(String route) {
    if (route.length() > LONGEST_ROUTE) {
      throw new MalformedRecordException("route is longer than " + LONGEST_ROUTE + " characters");
    }
  }

  private static void checkNames(LoadWindow window) {
    try {
      new InstanceId(window.platform(), window.module(), 1);
    } catch (IllegalArgumentException e) {
      throw new MalformedRecordException(e.getMessage(), e);
    }
  }

  private static void checkTime(String name, Long millis) {
    if (millis != null && millis < 0) {
      throw new MalformedRecordException(name + " of a mark is before 1970");
    }
  }

  public static byte[] write(HeartbeatRecord record) {
    return CloudEvents.body(record);
  }

  /** Puts the CloudEvents headers of a record; ids are random, a heartbeat is never looked up. */
  public static void writeHeaders(
      Headers headers, HeartbeatRecord record, String source, Instant time) {
    add(headers, CloudEvents.ID, UUID.randomUUID().toString());
    headers.remove(CloudEvents.TYPE).add(CloudEvents.TYPE, typeOf(record.getClass()));
    add(headers, CloudEvents.SOURCE, source);
    add(headers, CloudEvents.TIME, time.toString());
    add(headers, CloudEvents.SPEC_VERSION, "1.0");
    add(headers, CloudEvents.CONTENT_TYPE, "application/json");
  }

  /** Says which instance a record is about that only Rouse writes. */
  public static void writeSubject(Headers headers, String instance) {
    add(headers, CloudEvents.SUBJECT, instance);
  }

  /** Says by which route a beat comes into its partition. */
  public static void writeRoute(Headers headers, String route) {
    add(headers, ROUTE, route);
  }

  private static void add(Headers headers, String name, String value) {
    headers.remove(name).add(name, value.getBytes(UTF_8));
  }

  private static byte[] typeOf(Class<? extends HeartbeatRecord> type) {
    return (PREFIX + type.getSimpleName()).getBytes(UTF_8);
  }
}
