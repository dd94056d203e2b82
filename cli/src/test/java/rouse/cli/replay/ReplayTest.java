package rouse.cli.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Event;
import rouse.contracts.event.Fact;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.contracts.platform.RecoveryPolicy;
import rouse.contracts.platform.RestartPolicy;
import rouse.core.replay.Conclusion;
import rouse.core.replay.Difference;
import rouse.core.replay.RecordedFact;
import rouse.core.replay.ReplayedPartition;
import rouse.core.replay.ReplayedPlatform;

@DisplayName("A replay")
class ReplayTest {
  private static final Instant START = Instant.parse("2026-01-31T09:00:00Z");
  private static final InstanceId APP = new InstanceId("ias", "app", 1);
  private static final HostId HOST = new HostId("host-1");
  private static final Duration WHOLE = Duration.ofMinutes(65);

  /** Beats come every second, but for these minutes, in which one comes late. */
  private static final List<Long> LATE = List.of(12L, 28L, 45L);

  @TempDir private Path folder;

  /** A module that beats every second and is late now and then, as it would be recorded. */
  private static final class Played implements Recording {
    private final List<Entry> entries = new ArrayList<>();
    private final List<Long> beats = new ArrayList<>();

    Played() {
      List<RecordedFact> facts = new ArrayList<>();
      PlatformSpec spec = spec(Duration.ofSeconds(3));
      facts.add(fact("declared", 0, new Fact.PlatformDeclared(spec, HOST, "ana")));
      facts.add(
          fact(
              "started",
              500,
              new Fact.ContainerStarted(
                  APP, 1, "c1", "10.0.0.2", "v1", "ensure-running/ias/app/1/1", HOST)));
      facts.add(
          fact(
              "outcome",
              600,
              new Fact.CommandSucceeded(
                  "ensure-running/ias/app/1/1", APP, 1, "started", "c1", "10.0.0.2", HOST)));
      beats(facts);
      facts.forEach(f -> add(Log.FACTS, f.at(), f.id(), f.fact()));
      for (Conclusion c : ReplayedPlatform.asRecorded("ias", facts)) {
        add(Log.DECISIONS, c.at(), c.id(), c.decision());
      }
    }

    private void beats(List<RecordedFact> facts) {
      ReplayedPartition observer =
          new ReplayedPartition(0, true, (key, watch) -> watch, facts::add);
      long offset = 0;
      long next = 2_000;
      for (long ms = 1_000; ms < WHOLE.toMillis(); ms += 100) {
        HeartbeatRecord record = new HeartbeatRecord.Tick("run-1", ms);
        if (ms == 1_100) {
          record =
              new HeartbeatRecord.Watch(1, Duration.ofSeconds(3), Duration.ofSeconds(60), "ias");
        } else if (ms == next) {
          record = HeartbeatRecord.Beat.of(1, ms);
          beats.add(ms);
          boolean late = ms % 60_000 < 900 && LATE.contains(ms / 60_000);
          next = ms + (late ? 2_000 : 900);
        }
        Headers headers = new RecordHeaders();
        long at = START.toEpochMilli() + ms;
        HeartbeatCodec.writeHeaders(headers, record, "/test", START);
        byte[] key = record instanceof HeartbeatRecord.Tick ? null : APP.toString().getBytes(UTF_8);
        entries.add(
            new Entry(Log.HEARTBEATS, 0, offset, at, key, headers, HeartbeatCodec.write(record)));
        observer.read(key, record, null, at, offset++);
      }
    }

    private static RecordedFact fact(String id, long ms, Fact fact) {
      return new RecordedFact(id, START.plusMillis(ms), fact);
    }

    private void add(Log log, Instant at, String id, Event body) {
      Envelope<Event> event = Envelope.of(id, "/test", at, body);
      entries.add(
          new Entry(
              log,
              0,
              entries.size(),
              at.toEpochMilli(),
              "ias".getBytes(UTF_8),
              CloudEvents.headers(event),
              CloudEvents.body(body)));
    }

    @Override
    public Instant since() {
      return START;
    }

    @Override
    public int heartbeatPartitions() {
      return 1;
    }

    @Override
    public void read(Log log, Consumer<Entry> reader) {
      entries.stream().filter(e -> e.log() == log).forEach(reader);
    }

    /** Counted from the times of the beats alone. */
    long gapsOver(Duration timeout) {
      long gaps = 0;
      for (int i = 1; i < beats.size(); i++) {
        gaps += beats.get(i) - beats.get(i - 1) > timeout.toMillis() ? 1 : 0;
      }
      return gaps;
    }
  }

  private static PlatformSpec spec(Duration timeout) {
    ModuleSpec app =
        new ModuleSpec(
            "app",
            ModuleSpec.Kind.MODULE,
            null,
            1,
            new HeartbeatPolicy(HeartbeatPolicy.Source.SELF, timeout, Duration.ofSeconds(60)),
            RecoveryPolicy.DEFAULT,
            List.of(),
            null,
            ModuleSpec.Supervisor.DECIDER,
            "v1",
            false,
            false,
            Duration.ofSeconds(10),
            RestartPolicy.UNSTATED);
    return new PlatformSpec("ias", List.of(app), List.of("ops@example.org"));
  }

  private static Policy timeout(Duration timeout) {
    return new Policy(spec(timeout));
  }

  private static Replay.Result replay(Recording recording, Policy policy) throws Exception {
    return new Replay(recording, Optional.ofNullable(policy), read -> {}).run();
  }

  @Test
  @DisplayName("P9 B8 by the same policy concludes the same")
  void same() throws Exception {
    Replay.Result result = replay(new Played(), null);
    assertThat(result.differences()).isEmpty();
    assertThat(result.decisions()).isPositive();
    assertThat(result.heartbeats()).isGreaterThan(30_000);
  }

  @Test
  @DisplayName("P9 B8 with a shorter timeout counts the false alarms that it would have made")
  void shorter() throws Exception {
    Played recording = new Played();
    long expected = recording.gapsOver(Duration.ofMillis(1_500));
    assertThat(expected).as("gaps in the log").isEqualTo(LATE.size());
    List<Difference> differences =
        replay(recording, timeout(Duration.ofMillis(1_500))).differences();
    assertThat(differences)
        .filteredOn(d -> d.what().equals("incident") && d.kind().equals("added"))
        .hasSize((int) expected);
    assertThat(differences)
        .filteredOn(d -> d.what().equals("restart") && d.kind().equals("added"))
        .hasSize((int) expected)
        .allSatisfy(d -> assertThat(d.now()).isAfter(START));
    assertThat(replay(recording, timeout(Duration.ofSeconds(10))).differences())
        .as("nothing was silent for longer")
        .isEmpty();
  }

  @Test
  @DisplayName("P9 from an exported file it is the same, also when texts were left out")
  void file() throws Exception {
    Played recording = new Played();
    Path file = folder.resolve("recording");
    long written = RecordingFile.write(recording, file, new Redaction());
    assertThat(written).isEqualTo(recording.entries.size());
    RecordingFile read = new RecordingFile(file);
    List<String> facts = new ArrayList<>();
    read.read(Recording.Log.FACTS, e -> facts.add(new String(e.value(), UTF_8)));
    assertThat(String.join("\n", facts)).doesNotContain("10.0.0.2", "ana", "ops@example.org");
    assertThat(replay(read, null).differences()).isEmpty();
    assertThat(replay(read, timeout(Duration.ofMillis(1_500))).differences())
        .isEqualTo(replay(recording, timeout(Duration.ofMillis(1_500))).differences());
  }
}
