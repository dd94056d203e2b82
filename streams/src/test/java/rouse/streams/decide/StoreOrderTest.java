package rouse.streams.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.status.IncidentView;
import rouse.core.decide.Scenario;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformHeader;
import rouse.core.status.StatusViews;

/** Whoever asks is answered from the stores, in the middle of what a fact writes as well. */
class StoreOrderTest {
  private final MockProcessorContext<Object, Object> context = new MockProcessorContext<>();
  private final List<String> phases = new ArrayList<>();
  private final DecideStores reader =
      new DecideStores(
          store(DecideStores.PLATFORMS, PlatformHeader.class),
          store(DecideStores.INSTANCES, InstanceState.class),
          store(DecideStores.EVENTS, EventEntry.class),
          store(DecideStores.INCIDENTS, IncidentView.class));

  @Test
  @DisplayName("R2 at no moment of its declaration a platform seems alive")
  void declared() {
    store(DecideStores.ORDER, EventJournal.Place.class);
    context.setCurrentSystemTimeMs(DecideDriver.START.toEpochMilli());
    DecideProcessor processor =
        new DecideProcessor(
            DecideSettings.defaults(), new RecoveryMeters(new SimpleMeterRegistry()));
    processor.init(context);
    Fact declared = new Fact.PlatformDeclared(platform(self("one"), self("two")), Scenario.HOST);
    Envelope<Fact> fact = Envelope.of("declared", "/test", DecideDriver.START, declared);
    processor.process(new Record<>("ias", fact, DecideDriver.START.toEpochMilli()));
    assertThat(phases).isNotEmpty().containsOnly("booting");
  }

  /** After each write to it, the phase that is read then is kept. */
  @SuppressWarnings("unchecked")
  private <V> KeyValueStore<String, V> store(String name, Class<V> type) {
    KeyValueStore<String, V> store = TestStores.make(context, name, type);
    InvocationHandler readsAfterWrites =
        (proxy, method, arguments) -> {
          Object result = method.invoke(store, arguments);
          if (method.getName().equals("put")) {
            reader
                .platform("ias")
                .map(state -> StatusViews.status(state, null, null, key -> null).phase())
                .ifPresent(phases::add);
          }
          return result;
        };
    var observed =
        (KeyValueStore<String, V>)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {KeyValueStore.class},
                readsAfterWrites);
    context.addStateStore(observed);
    return store;
  }
}
