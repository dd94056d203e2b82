package rouse.contracts.topic;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Delivery;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.EventSigner;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Notification;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;

/**
 * The catalogue of topics. Topics that modules of the original platform know keep their names and
 * carry bytes here: their formats are read liberally, record by record.
 */
public final class Topics {
  /** What the largest of our topics take, and the logs of our stores. */
  public static final int LARGEST_RECORD = 16 * 1024 * 1024;

  /**
   * What the dead letters take and our producers may send: the largest record of any other topic of
   * ours, with the headers that say why it is there.
   */
  public static final int LARGEST_LETTER = LARGEST_RECORD + 64 * 1024;

  /**
   * Of an event, when it is not compressed: what brokers take by default and a little more. Without
   * a bound a few compressed bytes could grow into a state that no log takes.
   */
  public static final int LARGEST_EVENT = 1024 * 1024 + 1024;

  /**
   * Of an action request. It is read as a tree, which may take thirty times as much of the memory.
   */
  public static final int LARGEST_REQUEST = 4 * 1024 * 1024;

  private static final String LARGEST = Integer.toString(LARGEST_RECORD);
  private static final String OWN = "rouse.";
  private static final Serde<String> TEXT = Serdes.String();
  private static final Serde<byte[]> BYTES = Serdes.ByteArray();
  private static final int PARTITIONS = 4;
  private final UnaryOperator<String> naming;
  private final EventSigner signer;
  private final int partitions;

  /**
   * @param naming from the default name of a topic to its configured one
   */
  public Topics(UnaryOperator<String> naming) {
    this(naming, EventSigner.NONE);
  }

  /**
   * @param signer of the events in Rouse's own topics
   */
  public Topics(UnaryOperator<String> naming, EventSigner signer) {
    this(naming, signer, PARTITIONS);
  }

  private Topics(UnaryOperator<String> naming, EventSigner signer, int partitions) {
    this.naming = naming;
    this.signer = signer;
    this.partitions = partitions;
  }

  /** The catalogue with the default names. */
  public static Topics withDefaultNames() {
    return new Topics(UnaryOperator.identity());
  }

  /**
   * The catalogue with the configured prefix before Rouse's own topics; others keep their names.
   */
  public static Topics from(Settings settings) {
    String prefix = settings.optional(KnownSettings.TOPIC_PREFIX).orElse("");
    return new Topics(
        name -> name.startsWith(OWN) ? prefix + name : name,
        EventSigner.from(settings),
        Math.max(1, settings.number(KnownSettings.PARTITIONS)));
  }

  /** Signs and verifies the events of Rouse's own topics. */
  public EventSigner signer() {
    return signer;
  }

  /** For events that are bytes already. */
  public Serializer<byte[]> signedBytes() {
    return new Serializer<>() {
      @Override
      public byte[] serialize(String topic, byte[] value) {
        throw new UnsupportedOperationException("a signature needs record headers");
      }

      @Override
      public byte[] serialize(String topic, Headers headers, byte[] value) {
        signer.sign(headers, value);
        return value;
      }
    };
  }

  /** Beat, Watch, Unwatch, Tick and Mark, keyed by instance or {@code host/<host>/<platform>}. */
  public Topic<String, HeartbeatRecord> heartbeats() {
    return ours(
        "rouse.heartbeats",
        TEXT,
        new HeartbeatSerde(signer),
        partitions,
        deleteAfter(7, "message.timestamp.type", "LogAppendTime", "compression.type", "zstd"));
  }

  /** Everything that happened, keyed by platform. */
  public Topic<String, Envelope<Fact>> facts() {
    return ours(
        "rouse.facts",
        TEXT,
        new EventSerde<>(Fact.class, signer),
        partitions,
        deleteAfter(30, "message.timestamp.type", "LogAppendTime"));
  }

  /**
   * The names of the modules that are declared, keyed by platform: what is declared once holds for
   * longer than the facts are kept. See {@link PlatformNames}.
   */
  public Topic<String, byte[]> platforms() {
    return ours("rouse.platforms", TEXT, BYTES, 1, Map.of("cleanup.policy", "compact"));
  }

  /** Everything Rouse concluded, keyed by platform. */
  public Topic<String, Envelope<Decision>> decisions() {
    return ours(
        "rouse.decisions",
        TEXT,
        new EventSerde<>(Decision.class, signer),
        partitions,
        deleteAfter(30));
  }

  /** What executors must do, keyed by platform. */
  public Topic<String, Envelope<Command>> commands() {
    return ours(
        "rouse.commands",
        TEXT,
        new EventSerde<>(Command.class, signer),
        partitions,
        deleteAfter(1));
  }

  /**
   * Action requests that have an id, keyed by it, in one order, so that repeats meet wherever they
   * came in; and those behind them for the same sensors, keyed by where they came in. A request is
   * kept whole, with where it came from in its headers.
   */
  public Topic<String, byte[]> identifiedRequests() {
    return ours(
        "rouse.action-requests",
        TEXT,
        BYTES,
        1,
        deleteAfter(1, "message.timestamp.type", "LogAppendTime", "max.message.bytes", LARGEST));
  }

  /** One message to one recipient on one channel, keyed by recipient. */
  public Topic<String, Envelope<Notification>> notifications() {
    return ours(
        "rouse.notifications",
        TEXT,
        new EventSerde<>(Notification.class, signer),
        partitions,
        deleteAfter(7, "message.timestamp.type", "LogAppendTime", "max.message.bytes", LARGEST));
  }

  /** What became of it, keyed by recipient. */
  public Topic<String, Envelope<Delivery>> deliveries() {
    return ours(
        "rouse.deliveries",
        TEXT,
        new EventSerde<>(Delivery.class, signer),
        partitions,
        deleteAfter(30, "message.timestamp.type", "LogAppendTime"));
  }

  /**
   * What containers use of their hosts, keyed by platform; {@link HostUsage}. For people who look
   * at curves: a day is kept, and in no more than a few segments, so that it goes soon.
   */
  public Topic<String, byte[]> usage() {
    return ours(
        "rouse.usage",
        TEXT,
        BYTES,
        1,
        deleteAfter(
            1,
            "message.timestamp.type",
            "LogAppendTime",
            "compression.type",
            "zstd",
            "segment.ms",
            Long.toString(Duration.ofHours(6).toMillis())));
  }

  /** What could not be understood, whole; see {@link DeadLetters} for its headers. */
  public Topic<byte[], byte[]> deadLetters() {
    return ours(
        "rouse.dead-letters",
        BYTES,
        BYTES,
        1,
        deleteAfter(30, "max.message.bytes", Integer.toString(LARGEST_LETTER)));
  }

  /** Heartbeats in the original format. */
  public Topic<byte[], byte[]> originalHeartbeats() {
    return foreign("HeartBeat", BYTES, 1, Map.of());
  }

  /** The other name that the original platform's report has for it. */
  public Topic<byte[], byte[]> originalHeartbeatsOfReport() {
    return foreign("Heart_Beat", BYTES, 1, Map.of());
  }

  /** Action requests, JSON in the original format. */
  public Topic<byte[], byte[]> actionRequests() {
    return foreign("action_manager", BYTES, partitions, Map.of());
  }

  /** One command for one sensor, keyed by sensor id; JSON. */
  public Topic<String, byte[]> sensorCommands() {
    return foreign("sensor_manager", TEXT, partitions, Map.of());
  }

  /** Text for the user who asked for the service, keyed by service id; JSON. */
  public Topic<String, byte[]> userDisplays() {
    return foreign("user_display", TEXT, partitions, Map.of());
  }

  /** Announcements of workers, keyed by platform; JSON. Not there before one is announced. */
  public Topic<String, byte[]> loadBalancer() {
    return foreign("load_balancer", TEXT, 1, Map.of("cleanup.policy", "compact"));
  }

  /** Topics that every cluster needs; they are made at the start. */
  public List<Topic<?, ?>> all() {
    return List.of(
        heartbeats(),
        facts(),
        platforms(),
        decisions(),
        commands(),
        identifiedRequests(),
        notifications(),
        deliveries(),
        usage(),
        deadLetters(),
        originalHeartbeats(),
        originalHeartbeatsOfReport(),
        actionRequests(),
        sensorCommands(),
        userDisplays());
  }

  /**
   * Topics that only some platforms need. The first that writes to one makes it before, with {@link
   * TopicSetup#ensure}.
   */
  public List<Topic<?, ?>> onDemand() {
    return List.of(loadBalancer());
  }

  private <K, V> Topic<K, V> ours(
      String name, Serde<K> key, Serde<V> value, int partitions, Map<String, String> settings) {
    return new Topic<>(naming.apply(name), key, value, partitions, settings, true);
  }

  private <K> Topic<K, byte[]> foreign(
      String name, Serde<K> key, int partitions, Map<String, String> settings) {
    return new Topic<>(naming.apply(name), key, BYTES, partitions, settings, false);
  }

  private static Map<String, String> deleteAfter(int days, String... more) {
    var settings = new java.util.HashMap<String, String>();
    settings.put("cleanup.policy", "delete");
    settings.put("retention.ms", Long.toString(Duration.ofDays(days).toMillis()));
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }
}
