package rouse.it.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;
import rouse.contracts.heartbeat.HeartbeatRecord.Tick;
import rouse.contracts.heartbeat.HeartbeatRecord.Unwatch;
import rouse.contracts.heartbeat.HeartbeatRecord.Watch;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.contracts.topic.Topics;
import rouse.it.TopicReader;

/**
 * Counts in the heartbeats alone, without the observer's code: how often an instance that went on
 * beating would have been found silent with some timeout. Between two beats of one incarnation a
 * tick must show, to whoever had looked all the time, that the timeout had run out.
 */
final class FalseAlarms {
  private static final long GAP = 1_000;
  private static final long RECONNECT = 10_000;
  private static final long ROUTE_GAP = Mark.INTERVAL.multipliedBy(3).toMillis();
  private final Map<String, Long> timeouts;
  private final Map<String, Long> alarms = new TreeMap<>();

  /** One partition. */
  private final Map<String, Life> lives = new HashMap<>();

  private final Map<String, Way> ways = new HashMap<>();
  private final Set<String> observers = new HashSet<>();
  private String judge = "";
  private long lastTick = -1;
  private long lastRecord = -1;
  private long fresh;
  private long stoodStillUntil;

  private static final class Life {
    private long incarnation;
    private boolean heard;
    private boolean silent;
    private boolean watched;
    private long since;
    private Way way;
  }

  private static final class Way {
    private long upTo = -1;
    private long fresh;
  }

  private FalseAlarms(PlatformSpec spec, Function<ModuleSpec, Duration> timeout) {
    this.timeouts =
        spec.modules().stream()
            .collect(
                Collectors.toMap(
                    m -> spec.name() + "/" + m.name(), m -> timeout.apply(m).toMillis()));
  }

  /** By module, with these timeouts; those without any are left out. */
  static Map<String, Long> count(
      String bootstrap, PlatformSpec spec, Function<ModuleSpec, Duration> timeout) {
    String topic = Topics.withDefaultNames().heartbeats().name();
    Map<String, Long> all = new TreeMap<>();
    new TopicReader(bootstrap)
        .read(topic).stream()
            .collect(
                Collectors.groupingBy(ConsumerRecord::partition, TreeMap::new, Collectors.toList()))
            .values()
            .forEach(
                partition ->
                    new FalseAlarms(spec, timeout)
                        .read(partition)
                        .forEach((module, n) -> all.merge(module, n, Long::sum)));
    return all;
  }

  private Map<String, Long> read(List<ConsumerRecord<byte[], byte[]>> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        take(record, HeartbeatCodec.read(record.headers(), record.value()));
      } catch (MalformedRecordException junk) {
        // Nobody's beat.
      }
    }
    return alarms;
  }

  private void take(ConsumerRecord<byte[], byte[]> record, HeartbeatRecord body) {
    long at = record.timestamp();
    if (lastRecord >= 0 && (at - lastRecord > GAP || at < lastRecord)) {
      stoodStillUntil = at;
    }
    lastRecord = at;
    String key = record.key() == null ? "" : new String(record.key(), UTF_8);
    switch (body) {
      case Tick tick -> tick(tick.observer(), at);
      case Mark mark -> mark(mark, at);
      case Beat beat -> beat(key, beat, record, at);
      case Watch watch -> watch(key, watch, at);
      case Unwatch unwatch -> {
        Life life = lives.get(key);
        if (life != null && unwatch.incarnation() >= life.incarnation) {
          life.watched = false;
        }
      }
      default -> {
        // It says nothing of anybody's life.
      }
    }
  }

  private void mark(Mark mark, long at) {
    Way way = ways.computeIfAbsent(mark.route(), name -> new Way());
    long before = way.upTo;
    way.upTo = Math.max(before, mark.upTo() == null ? at : Math.min(mark.upTo(), at));
    if (mark.freshFrom() != null) {
      way.fresh = Math.max(way.fresh, mark.freshFrom());
    } else if (before < 0 || way.upTo - before > ROUTE_GAP) {
      way.fresh = way.upTo;
    }
  }

  private void watch(String key, Watch watch, long at) {
    Life life = lives.computeIfAbsent(key, name -> new Life());
    if (watch.incarnation() != life.incarnation || life.silent || !life.watched) {
      life.heard = false;
      life.silent = false;
    }
    life.watched = true;
    life.incarnation = watch.incarnation();
    life.since = Math.max(life.since, at);
  }

  private void beat(String key, Beat beat, ConsumerRecord<byte[], byte[]> record, long at) {
    Life life = lives.get(key);
    if (life == null
        || !life.watched
        || (beat.incarnation() > 0 && beat.incarnation() != life.incarnation)) {
      return;
    }
    if (life.silent && life.heard) {
      alarms.merge(key.substring(0, key.lastIndexOf('/')), 1L, Long::sum);
    }
    life.silent = false;
    life.heard = true;
    life.since = Math.max(life.since, at);
    var route = record.headers().lastHeader(HeartbeatCodec.ROUTE);
    life.way =
        route == null
            ? null
            : ways.computeIfAbsent(new String(route.value(), UTF_8), name -> new Way());
  }

  private void tick(String observer, long at) {
    boolean restart = observers.add(observer);
    judge = restart ? observer : judge;
    if (restart || at - lastTick > GAP || at < lastTick) {
      fresh = at;
      stoodStillUntil = restart ? at : stoodStillUntil;
    }
    lastTick = at;
    if (!observer.equals(judge)) {
      // It was read by another observer, which has its own to go by.
      return;
    }
    lives.forEach(
        (key, life) -> {
          Long timeout = timeoutOf(key);
          if (!life.watched || life.silent || !life.heard || timeout == null) {
            return;
          }
          long begin = Math.max(fresh, stoodStillUntil + Math.max(0, RECONNECT - timeout));
          long until = life.way == null ? at : Math.min(at, life.way.upTo);
          long from = Math.max(Math.max(life.since, begin), life.way == null ? 0 : life.way.fresh);
          life.silent = until - from >= timeout;
        });
  }

  private Long timeoutOf(String key) {
    int slot = key.lastIndexOf('/');
    return slot > 0 ? timeouts.get(key.substring(0, slot)) : null;
  }
}
