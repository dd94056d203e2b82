package rouse.cli.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Utils;
import rouse.cli.replay.Recording.Entry;
import rouse.cli.replay.Recording.Log;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.platform.InstanceId;
import rouse.core.replay.Conclusion;
import rouse.core.replay.Difference;
import rouse.core.replay.RecordedFact;
import rouse.core.replay.ReplayedPartition;
import rouse.core.replay.ReplayedPlatform;

/** Runs the observer and the decider over a recording and says what they conclude otherwise. */
public final class Replay {
  /** The observer of the recording knew more of its first moments than the replay does. */
  private static final Duration WARM_UP = Duration.ofMinutes(1);

  private static final long REPORT_EVERY = 100_000;

  private final Recording recording;
  private final Optional<Policy> policy;
  private final Consumer<Progress> progress;
  private final ConcurrentMap<String, List<RecordedFact>> facts = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, List<RecordedFact>> found = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, List<Conclusion>> concluded = new ConcurrentHashMap<>();
  private final Map<String, List<Conclusion>> base = new TreeMap<>();
  private final AtomicLong heartbeats = new AtomicLong();
  private final AtomicLong newest = new AtomicLong();

  /**
   * What came of it.
   *
   * @param heartbeats how many records of the heartbeats were read
   * @param falseAlarms by the other policy, by module: silences that nobody found then, of
   *     instances that beat on; empty without another policy
   */
  public record Result(
      Instant since,
      long heartbeats,
      long facts,
      long decisions,
      List<Difference> differences,
      Map<String, Long> falseAlarms) {}

  /**
   * @param policy empty: the one that was recorded
   * @param progress is told now and then how far it is
   */
  public Replay(Recording recording, Optional<Policy> policy, Consumer<Progress> progress) {
    this.recording = recording;
    this.policy = policy;
    this.progress = progress;
  }

  /**
   * How far it is.
   *
   * @param heartbeats that were read
   * @param share of the recorded time, from 0 to 1
   */
  public record Progress(long heartbeats, double share) {
    /** In words. */
    public String text() {
      return heartbeats + " heartbeats";
    }
  }

  /** How much of the time from the recording's beginning to now has been seen. */
  private double shareUntil(long at) {
    long since = recording.since().toEpochMilli();
    long until = Math.max(recording.until().toEpochMilli(), newest.get());
    long whole = Math.max(1, until - since);
    return Math.clamp((at - since) / (double) whole, 0, 1);
  }

  /** Reads everything, and compares what was concluded since the recording's beginning. */
  public Result run() throws IOException, InterruptedException {
    recording.read(Log.FACTS, this::fact);
    facts.forEach((name, all) -> base.put(name, ReplayedPlatform.asRecorded(name, all)));
    recording.read(Log.DECISIONS, this::decision);
    observe();
    List<Difference> differences = new ArrayList<>();
    for (String platform : base.keySet()) {
      differences.addAll(
          policy.isPresent() ? otherwise(platform, policy.get()) : differences(platform));
    }
    long read = facts.values().stream().mapToLong(List::size).sum();
    long decided = base.values().stream().mapToLong(all -> since(all).size()).sum();
    return new Result(
        recording.since(), heartbeats.get(), read, decided, differences, falseAlarms());
  }

  /** What was found silent, and then beat on as the same incarnation. */
  private Map<String, Long> falseAlarms() {
    Map<String, Long> alarms = new TreeMap<>();
    if (policy.isEmpty()) {
      return alarms;
    }
    found.forEach(
        (platform, all) -> {
          Set<String> then = idsOf(facts.getOrDefault(platform, List.of()));
          Map<InstanceId, Fact.InstanceSilent> silent = new HashMap<>();
          for (RecordedFact fact : all) {
            switch (fact.fact()) {
              case Fact.InstanceSilent s -> {
                if (!then.contains(fact.id()) && s.lastHeard() != null) {
                  silent.put(s.instance(), s);
                }
              }
              case Fact.InstanceHeard h -> {
                Fact.InstanceSilent before = silent.remove(h.instance());
                if (before != null && before.incarnation() == h.incarnation()) {
                  alarms.merge(platform + "/" + h.instance().module(), 1L, Long::sum);
                }
              }
              default -> {
                // It says nothing of silence.
              }
            }
          }
        });
    return alarms;
  }

  private void fact(Entry entry) {
    newest.accumulateAndGet(entry.at(), Math::max);
    try {
      Envelope<Fact> fact = CloudEvents.read(Fact.class, entry.headers(), entry.value());
      listOf(facts, fact.body().platform())
          .add(new RecordedFact(fact.id(), Instant.ofEpochMilli(entry.at()), fact.body()));
    } catch (MalformedRecordException unreadable) {
      // It went to the dead letters then, and decided nothing.
    }
  }

  private void decision(Entry entry) {
    newest.accumulateAndGet(entry.at(), Math::max);
    try {
      Envelope<Decision> d = CloudEvents.read(Decision.class, entry.headers(), entry.value());
      listOf(concluded, d.body().platform())
          .add(new Conclusion(Instant.ofEpochMilli(entry.at()), d.id(), d.body(), false));
    } catch (MalformedRecordException unreadable) {
      // Whoever wrote it is not the decider.
    }
  }

  /** A platform's records are in one partition, so one thread adds to a list. */
  private static <T> List<T> listOf(ConcurrentMap<String, List<T>> lists, String platform) {
    return lists.computeIfAbsent(platform, name -> Collections.synchronizedList(new ArrayList<>()));
  }

  /** Runs the observers of all partitions. */
  private void observe() throws IOException, InterruptedException {
    Map<Integer, ReplayedPartition> partitions = new ConcurrentHashMap<>();
    int count = recording.heartbeatPartitions();
    for (int p = 0; p < count; p++) {
      partitions.put(
          p,
          new ReplayedPartition(
              p,
              true,
              (key, watch) -> policy.map(other -> other.watch(key, watch)).orElse(watch),
              fact -> listOf(found, fact.fact().platform()).add(fact)));
    }
    expected()
        .forEach(
            (key, watch) ->
                partitions
                    .get(Utils.toPositive(Utils.murmur2(key.getBytes(UTF_8))) % count)
                    .watch(key, watch, recording.since().toEpochMilli(), -1));
    recording.read(Log.HEARTBEATS, entry -> heartbeat(partitions.get(entry.partition()), entry));
  }

  private void heartbeat(ReplayedPartition partition, Entry entry) {
    long read = heartbeats.incrementAndGet();
    if (read % REPORT_EVERY == 0) {
      progress.accept(new Progress(read, shareUntil(entry.at())));
    }
    try {
      HeartbeatRecord record = HeartbeatCodec.read(entry.headers(), entry.value());
      Header route = entry.headers().lastHeader(HeartbeatCodec.ROUTE);
      if (entry.key() != null || record instanceof HeartbeatRecord.Tick) {
        byte[] brought = route == null ? null : route.value();
        partition.read(entry.key(), record, brought, entry.at(), entry.offset());
      }
    } catch (MalformedRecordException | IllegalArgumentException unreadable) {
      // It went to the dead letters then.
    }
  }

  /** Whose beats were expected when the recording of the heartbeats begins. */
  private Map<String, HeartbeatRecord.Watch> expected() {
    Map<String, HeartbeatRecord.Watch> watched = new HashMap<>();
    base.values().stream()
        .flatMap(List::stream)
        .filter(c -> c.at().isBefore(recording.since()))
        .forEach(
            c -> {
              switch (c.decision()) {
                case Decision.WatchBegun d ->
                    watched.put(
                        d.instance().toString(),
                        new HeartbeatRecord.Watch(
                            d.incarnation(), d.timeout(), d.startup(), d.platform(), d.most()));
                case Decision.WatchEnded d -> watched.remove(d.instance().toString());
                default -> {
                  // It changes nothing of what is expected.
                }
              }
            });
    return watched;
  }

  /** What the same policy concludes otherwise: nothing, unless Rouse itself is another. */
  private List<Difference> differences(String platform) {
    List<Difference> all =
        new ArrayList<>(
            Difference.between(
                since(concluded.getOrDefault(platform, List.of())), since(base.get(platform))));
    Instant from = recording.since().plus(WARM_UP);
    all.addAll(
        Difference.ofSilences(
            after(from, facts.get(platform)),
            after(from, found.getOrDefault(platform, List.of()))));
    return all;
  }

  private List<Difference> otherwise(String platform, Policy other) {
    List<RecordedFact> recorded = facts.get(platform);
    List<RecordedFact> adapted =
        Observations.under(recorded, found.getOrDefault(platform, List.of()), other::timeout);
    List<Conclusion> now =
        ReplayedPlatform.under(other, platform, adapted, base.get(platform)).stream()
            .sorted(Comparator.comparing(Conclusion::at))
            .toList();
    return Difference.between(since(base.get(platform)), since(now));
  }

  private List<Conclusion> since(List<Conclusion> all) {
    return all.stream().filter(c -> !c.at().isBefore(recording.since())).toList();
  }

  private static List<RecordedFact> after(Instant from, List<RecordedFact> all) {
    return all.stream().filter(f -> f.at().isAfter(from)).toList();
  }

  /** How many of each kind, by module; for a summary. */
  public static Map<String, Map<String, Long>> byModule(List<Difference> differences) {
    return differences.stream()
        .collect(
            Collectors.groupingBy(
                Replay::module,
                TreeMap::new,
                Collectors.groupingBy(
                    d -> d.what() + " " + d.kind(), TreeMap::new, Collectors.counting())));
  }

  private static String module(Difference difference) {
    String[] parts = difference.subject().split("[/ ]");
    return parts.length < 2 ? difference.subject() : parts[0] + "/" + parts[1];
  }

  static Set<String> idsOf(List<RecordedFact> facts) {
    return facts.stream().map(RecordedFact::id).collect(Collectors.toSet());
  }
}
