package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.HOST;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.docker;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Json;
import rouse.contracts.platform.InstanceId;
import rouse.core.detection.LivenessState;
import rouse.core.detection.StoredWatch;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.Layouts;
import rouse.core.state.ObservedPhase;
import rouse.core.state.PlatformHeader;
import rouse.core.state.PlatformState;

/** What a newer version has stored is read after a rollback, and gone on from. */
@DisplayName("State with words that this version does not know")
class LaterStateTest {
  private static final String LATER = "FROM_LATER";
  private final Scenario scenario = new Scenario();

  /** Fields that hold a word of an enum, by what stands in them. */
  private static final Set<String> FIELDS =
      Set.of(
          "desired",
          "observed",
          "health",
          "kind",
          "verb",
          "phase",
          "strategy",
          "method",
          "order",
          "onFailure",
          "condition",
          "metric",
          "supervisedBy",
          "source",
          "select");

  /** One of each: alive, silent and commanded, in backoff, being updated, scaled, held. */
  @BeforeEach
  void platformOfAllKinds() {
    scenario.up(
        docker("db").healthchecked(),
        self("app").after("db").withDependents(),
        self("other").updated(),
        self("held"),
        self("w").workers(1, 4),
        self("job").restart("on-failure:3"));
    scenario.fact(new Fact.HealthChanged(id("db"), 1, Fact.Health.HEALTHY, "docker"));
    scenario.silent(id("app"));
    scenario.died(id("job"), 1).succeed(id("job")).died(id("job"), 1);
    scenario.fact(new Fact.HoldRequested("ias", "held", "ops", null));
    scenario.wish(
        platform(
            docker("db").healthchecked(),
            self("app").after("db").withDependents(),
            self("other").updated().definition("v2"),
            self("held"),
            self("w").workers(1, 4),
            self("job").restart("on-failure:3")));
  }

  private static JsonNode walk(JsonNode node, UnaryOperator<String> word) {
    if (node instanceof ObjectNode object) {
      for (String name : names(object)) {
        JsonNode value = object.get(name);
        boolean isWord = FIELDS.contains(name) && value.isTextual();
        object.set(name, isWord ? TextNode.valueOf(word.apply(value.asText())) : walk(value, word));
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, walk(array.get(i), word));
      }
    }
    return node;
  }

  private static List<String> names(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private PlatformState readWith(UnaryOperator<String> word) throws IOException {
    PlatformHeader header =
        Layouts.HEADER.fromTree(walk(Layouts.HEADER.toTree(scenario.state.header()), word));
    List<InstanceState> instances = new ArrayList<>();
    for (InstanceState each : scenario.state.instances()) {
      instances.add(Layouts.INSTANCE.fromTree(walk(Layouts.INSTANCE.toTree(each), word)));
    }
    return PlatformState.restored(header, instances);
  }

  /** Whatever comes next is taken in. */
  private static void goOn(PlatformState state) {
    Instant at = Instant.parse("2026-01-31T10:00:00Z");
    int facts = 0;
    for (InstanceState i : List.copyOf(state.instances())) {
      InstanceId id = i.id();
      long incarnation = i.seen().incarnation();
      for (Fact fact :
          List.of(
              new Fact.InstanceHeard(id, incarnation, at, 1, false, false, Duration.ofSeconds(3)),
              new Fact.HealthChanged(id, incarnation, Fact.Health.UNHEALTHY, "docker"),
              new Fact.ContainerDied(id, incarnation, "c", 1, false, HOST),
              new Fact.CommandFailed(
                  "replace/" + id + "/" + i.highest(), id, i.highest(), "no", HOST),
              new Fact.TimePassed("ias", at))) {
        at = at.plusSeconds(30);
        Decider.decide(state, at, "later" + ++facts, fact);
      }
    }
  }

  @Test
  @DisplayName("each word alone is read, and facts are taken in")
  void eachAlone() throws IOException {
    Map<String, Integer> seen = new TreeMap<>();
    readWith(
        word -> {
          seen.merge(word, 1, Integer::sum);
          return word;
        });
    assertThat(seen).hasSizeGreaterThan(15);
    for (String each : seen.keySet()) {
      goOn(readWith(word -> word.equals(each) ? LATER : word));
    }
  }

  @Test
  @DisplayName("all of them are read: what is wanted is left alone, what is seen is not judged")
  void allOfThem() throws IOException {
    PlatformState state = readWith(word -> LATER);
    assertThat(state.instances())
        .allMatch(i -> i.desired() == DesiredState.HELD)
        .allMatch(i -> i.seen().observed() == ObservedPhase.UNKNOWN);
    assertThat(state.modules().wanted().get("w").spec().scale()).isNull();
    goOn(state);
  }

  @Test
  @DisplayName("a watch is begun anew")
  void watch() throws IOException {
    String stored =
        "{\"layout\":2,\"platform\":\"ias\",\"state\":\"FROM_LATER\",\"incarnation\":3,"
            + "\"timeoutMs\":3000,\"startupMs\":60000,\"more\":{}}";
    StoredWatch watch = Json.STATE_MAPPER.readValue(stored, StoredWatch.class);
    assertThat(watch.state()).isEqualTo(LivenessState.WAITING);
    assertThat(watch.incarnation()).isEqualTo(3);
  }
}
