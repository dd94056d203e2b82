package rouse.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import rouse.cli.replay.ClusterRecording;
import rouse.cli.replay.Policy;
import rouse.cli.replay.Replay;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Event;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Json;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.PlatformSpec;
import rouse.contracts.settings.SettingsReader;
import rouse.contracts.topic.Topics;
import rouse.core.decide.Decider;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformState;
import rouse.core.why.Obstacles;
import rouse.core.why.Stories;
import rouse.it.TopicReader;

/**
 * What the log of every fault must stand: it replays to the same, each order and each thing that
 * was not done can be explained down to the evidence, and a replay with a short timeout counts the
 * false alarms that somebody counts who looks at the beats alone.
 */
final class LogAudit {
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static final Duration SHORT = Duration.ofSeconds(1);
  private final String row;
  private final String bootstrap;
  private final Map<String, Envelope<? extends Event>> events = new HashMap<>();
  private final List<ConsumerRecord<String, Envelope<Fact>>> facts;

  private LogAudit(String row, String bootstrap) {
    this.row = row;
    this.bootstrap = bootstrap;
    TopicReader reader = new TopicReader(bootstrap);
    facts = reader.read(TOPICS.facts());
    facts.forEach(r -> events.put(r.value().id(), r.value()));
    reader.read(TOPICS.decisions()).forEach(r -> events.put(r.value().id(), r.value()));
    reader.read(TOPICS.commands()).forEach(r -> events.put(r.value().id(), r.value()));
  }

  /**
   * @param row of the table that it is said in
   */
  static void check(String row, String bootstrap) throws Exception {
    LogAudit audit = new LogAudit(row, bootstrap);
    audit.replaysToTheSame();
    audit.explains();
    audit.countsFalseAlarms();
  }

  private Replay.Result replay(Optional<Policy> policy) throws Exception {
    Map<String, String> flags = Map.of("kafka", bootstrap);
    return new Replay(
            new ClusterRecording(
                SettingsReader.read(flags, Map.of(), Map.of(), name -> ""), Instant.EPOCH),
            policy,
            read -> {})
        .run();
  }

  private void replaysToTheSame() throws Exception {
    Replay.Result same = replay(Optional.empty());
    assertThat(same.differences()).as("B8 by the same policy").isEmpty();
    assertThat(same.decisions()).isPositive();
    Measured.say(
        row,
        "replay: %d heartbeats, %d facts, %d decisions, nothing differs"
            .formatted(same.heartbeats(), same.facts(), same.decisions()));
  }

  /** Takes all facts in once more, and asks after each what holds Rouse back. */
  private void explains() {
    List<String> wrong = new ArrayList<>();
    int actions = 0;
    int others = 0;
    Map<String, PlatformState> states = new HashMap<>();
    for (ConsumerRecord<String, Envelope<Fact>> record : facts) {
      PlatformState state = states.computeIfAbsent(record.key(), PlatformState::empty);
      Instant at = Instant.ofEpochMilli(record.timestamp());
      Envelope<Fact> fact = record.value();
      for (var decided : Decider.decide(state, at, fact.id(), fact.body())) {
        if (decided.elsewhere()) {
          continue;
        }
        Decision decision = decided.body();
        boolean action = decision instanceof Decision.CommandIssued;
        boolean other = isNonAction(decision);
        if (action || other) {
          actions += action ? 1 : 0;
          others += other ? 1 : 0;
          explain(decided.id(), at, decision, wrong);
        }
        if (other && decision instanceof Decision.OfInstance about) {
          holdsBack(state, about, at, wrong);
        }
      }
    }
    assertThat(wrong).as("B7 what cannot be explained").isEmpty();
    Measured.say(
        row,
        "why: %d orders and %d things that were not done explained".formatted(actions, others));
  }

  private static boolean isNonAction(Decision decision) {
    return switch (decision) {
      case Decision.Deferred d -> true;
      case Decision.Quarantined d -> true;
      case Decision.JobFailed d -> true;
      case Decision.HealthProbeOrdered d -> true;
      case Decision.RestartAbandoned d -> true;
      case Decision.Refused d -> true;
      case Decision.ScalingHeld d -> true;
      case Decision.ReportJoined d -> true;
      case Decision.FoundAlive d -> true;
      default -> false;
    };
  }

  /** Every link of its chain stands in the log, down to a fact, and each has its words. */
  private void explain(String id, Instant at, Decision decision, List<String> wrong) {
    if (Stories.line(id, at, decision).text().isBlank()) {
      wrong.add(id + " has no words");
    }
    String next = id;
    for (int links = 0; next != null && links < 200; links++) {
      Envelope<? extends Event> event = events.get(next);
      if (event == null) {
        wrong.add(id + ": its chain ends at " + next + ", which is not in the log");
        return;
      }
      if (event.body() instanceof Fact && event.causationId() == null) {
        return;
      }
      next = event.causationId();
    }
    wrong.add(id + ": its chain reaches no evidence");
  }

  /** What was not done is said by {@code why --not} at that moment. */
  private static void holdsBack(
      PlatformState state, Decision.OfInstance about, Instant at, List<String> wrong) {
    InstanceId id = about.instance();
    InstanceState instance = state.instance(id);
    if (instance == null) {
      return;
    }
    var holds =
        Obstacles.of(state, instance, new Obstacles.Sight(at, "watching", null, null)).holds();
    if (holds.getFirst().kind().equals("next-fact")) {
      wrong.add("why --not " + id + " says nothing of: " + about);
    }
  }

  private void countsFalseAlarms() throws Exception {
    for (PlatformSpec spec : declared().values()) {
      Replay.Result other = replay(Optional.of(new Policy(shortened(spec))));
      Map<String, Long> counted = FalseAlarms.count(bootstrap, spec, module -> SHORT);
      // What the recorded timeout found as well was no less of an alarm then.
      FalseAlarms.count(bootstrap, spec, module -> module.heartbeat().timeout())
          .forEach((module, n) -> counted.merge(module, -n, Long::sum));
      counted.values().removeIf(n -> n == 0);
      assertThat(other.falseAlarms()).as("B8 false alarms with 1 s").isEqualTo(counted);
      long all = counted.values().stream().mapToLong(Long::longValue).sum();
      Measured.say(row, "with a timeout of 1 s: %d false alarms, as counted".formatted(all));
    }
  }

  private Map<String, PlatformSpec> declared() {
    Map<String, PlatformSpec> newest = new HashMap<>();
    facts.forEach(
        r -> {
          if (r.value().body() instanceof Fact.PlatformDeclared d) {
            newest.put(d.spec().name(), d.spec());
          }
        });
    return newest;
  }

  private static PlatformSpec shortened(PlatformSpec spec) throws IOException {
    JsonNode json = Json.MAPPER.valueToTree(spec);
    json.get("modules")
        .forEach(m -> ((ObjectNode) m.get("heartbeat")).put("timeout", SHORT.toString()));
    return Json.MAPPER.treeToValue(json, PlatformSpec.class);
  }
}
