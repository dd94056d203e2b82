package rouse.streams.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.HOST;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.status.IncidentView;
import rouse.contracts.topic.PlatformNames;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformHeader;
import rouse.streams.outlet.LayoutSerde;

class DecideRestartTest {
  private static final Fact DEATH = new Fact.ContainerDied(id("app"), 1, "c1", 137, false, HOST);
  private final MockProcessorContext<Object, Object> context = new MockProcessorContext<>();
  private final DecideProcessor processor =
      new DecideProcessor(DecideSettings.defaults(), new RecoveryMeters(new SimpleMeterRegistry()));

  @Test
  @DisplayName("R20 the state survives a restart: it is read back from its changelogs")
  void readsBack() {
    try (DecideDriver before = new DecideDriver(DecideSettings.defaults())) {
      before.fact("declared", new Fact.PlatformDeclared(platform(self("app")), HOST));
      before.fact("outcome/1", succeeded(1));
      before.fact("heard/1", heard(1, 1));
      before.fact("heard/3", heard(1, 3));
      before.fact("died/c1/1", DEATH);
      restore(before, DecideStores.PLATFORMS, PlatformHeader.class);
      restore(before, DecideStores.INSTANCES, InstanceState.class);
      restore(before, DecideStores.EVENTS, EventEntry.class);
      restore(before, DecideStores.ORDER, EventJournal.Place.class);
      restore(before, DecideStores.INCIDENTS, IncidentView.class);
    }
    context.setCurrentSystemTimeMs(DecideDriver.START.toEpochMilli());
    processor.init(context);
    assertThat(decisionsOn("died/c1/1", DEATH)).as("a fact known before the restart").isEmpty();
    decisionsOn("outcome/2", succeeded(2));
    decisionsOn("heard/2/1", heard(2, 1));
    assertThat(decisionsOn("heard/2/3", heard(2, 3)))
        .hasAtLeastOneElementOfType(Decision.IncidentClosed.class);
    processor.init(context);
    assertThat(decisionsOn("died/c2/1", new Fact.ContainerDied(id("app"), 2, "c2", 1, false, HOST)))
        .as("initialised again on the same instance, as after an aborted transaction")
        .hasAtLeastOneElementOfType(Decision.IncidentReopened.class);
  }

  @Test
  @DisplayName("declared names are written with a declaration, and once more after a start")
  void names() {
    try (DecideDriver before = new DecideDriver(DecideSettings.defaults())) {
      before.fact("declared", new Fact.PlatformDeclared(platform(self("app")), HOST));
      var names = before.output(DecideDriver.TOPICS.platforms()).readKeyValuesToList();
      assertThat(names).singleElement().satisfies(n -> assertThat(n.key).isEqualTo("ias"));
      assertThat(PlatformNames.read(names.getFirst().value).modules())
          .isEqualTo(Map.of("app", ModuleSpec.Kind.MODULE));
      restore(before, DecideStores.PLATFORMS, PlatformHeader.class);
      restore(before, DecideStores.INSTANCES, InstanceState.class);
      restore(before, DecideStores.EVENTS, EventEntry.class);
      restore(before, DecideStores.ORDER, EventJournal.Place.class);
      restore(before, DecideStores.INCIDENTS, IncidentView.class);
    }
    context.setCurrentSystemTimeMs(DecideDriver.START.toEpochMilli());
    processor.init(context);
    for (int round = 0; round < 2; round++) {
      context.scheduledPunctuators().stream()
          .filter(p -> !p.cancelled() && p.getInterval().equals(DecideProcessor.SETTLED))
          .forEach(p -> p.getPunctuator().punctuate(0));
    }
    assertThat(context.forwarded(DecideOutputs.NAMES)).hasSize(1);
  }

  private List<Decision> decisionsOn(String factId, Fact fact) {
    context.resetForwards();
    Envelope<Fact> event = Envelope.of(factId, "/test", DecideDriver.START, fact);
    long at = DecideDriver.START.plusSeconds(5).toEpochMilli();
    processor.process(new Record<>("ias", event, at));
    return context.forwarded(DecideOutputs.DECISIONS).stream()
        .map(f -> DecideDriver.written(Decision.class, f.record()).body())
        .toList();
  }

  private <V> void restore(DecideDriver from, String name, Class<V> type) {
    KeyValueStore<String, V> store = TestStores.make(context, name, type);
    context.addStateStore(store);
    var changelog =
        from.driver.createOutputTopic(
            "decide-test-" + name + "-changelog",
            new StringDeserializer(),
            new ByteArrayDeserializer());
    var values = LayoutSerde.first(type).deserializer();
    changelog
        .readKeyValuesToList()
        .forEach(
            entry -> {
              if (entry.value == null) {
                store.delete(entry.key);
              } else {
                store.put(entry.key, values.deserialize(name, entry.value));
              }
            });
  }

  private static Fact succeeded(long incarnation) {
    return new Fact.CommandSucceeded(
        "ensure-running/ias/app/1/" + incarnation,
        id("app"),
        incarnation,
        "started",
        "c" + incarnation,
        "10.0.0.9",
        HOST);
  }

  private static Fact heard(long incarnation, int beats) {
    return new Fact.InstanceHeard(
        id("app"), incarnation, DecideDriver.START, beats, false, false, Duration.ofSeconds(3));
  }
}
