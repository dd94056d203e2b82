package rouse.streams.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.HOST;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.status.IncidentView;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformHeader;

@DisplayName("A host whose clock is not the broker's")
class DecideClockTest {
  private static final long STEP_MS = 10;
  private final MockProcessorContext<Object, Object> context = new MockProcessorContext<>();
  private final DecideProcessor processor =
      new DecideProcessor(DecideSettings.defaults(), new RecoveryMeters(new SimpleMeterRegistry()));
  private final Map<CapturedPunctuator, Instant> scheduled = new HashMap<>();
  private final List<Instant> timesRead = new ArrayList<>();
  private final List<Decision> decisions = new ArrayList<>();
  private Instant host = DecideDriver.START;
  private Duration brokerAhead = Duration.ZERO;

  @ParameterizedTest
  @ValueSource(longs = {-30, -3, 0, 3, 30})
  @DisplayName(
      "R38 still reads each deadline in time, says so but a few times, and counts failures")
  void offset(long seconds) {
    brokerAhead = Duration.ofSeconds(seconds);
    open();
    read(Envelope.of("declared", "/test", host, declaration()));
    Instant deadline = commands().getFirst().command().deadline();
    // The first may be late by the difference, which is not known before, and is excused once.
    run(Duration.ofSeconds(200));
    assertThat(failures()).as("the lost command").isPositive();
    assertThat(timesRead).as("for some deadlines and backoffs").hasSizeLessThan(15);

    Instant second = commands().getLast().command().deadline();
    assertThat(second).isAfter(deadline);
    int before = failures();
    timesRead.clear();
    run(Duration.between(brokerTime(), second).plusSeconds(1));
    assertThat(failures()).as("without an excuse").isEqualTo(before + 1);
    assertThat(timesRead.getLast()).isBetween(second, second.plusSeconds(1));
  }

  private static Fact declaration() {
    return new Fact.PlatformDeclared(platform(self("app")), HOST);
  }

  private void open() {
    store(DecideStores.PLATFORMS, PlatformHeader.class);
    store(DecideStores.INSTANCES, InstanceState.class);
    store(DecideStores.EVENTS, EventEntry.class);
    store(DecideStores.ORDER, EventJournal.Place.class);
    store(DecideStores.INCIDENTS, IncidentView.class);
    context.setCurrentSystemTimeMs(host.toEpochMilli());
    processor.init(context);
  }

  private <V> void store(String name, Class<V> type) {
    context.addStateStore(TestStores.make(context, name, type));
  }

  private Instant brokerTime() {
    return host.plus(brokerAhead);
  }

  private void read(Envelope<Fact> fact) {
    processor.process(new Record<>("ias", fact, brokerTime().toEpochMilli()));
    context.forwarded(DecideOutputs.DECISIONS).stream()
        .map(f -> DecideDriver.written(Decision.class, f.record()).body())
        .forEach(decisions::add);
    context.resetForwards();
  }

  /** Both clocks go on; what is due is called, and what was appended is read one step later. */
  private void run(Duration time) {
    for (Instant end = host.plus(time); host.isBefore(end); ) {
      List<Envelope<Fact>> appended = times();
      context.resetForwards();
      context.scheduledPunctuators().forEach(p -> scheduled.putIfAbsent(p, host));
      host = host.plusMillis(STEP_MS);
      context.setCurrentSystemTimeMs(host.toEpochMilli());
      for (Envelope<Fact> fact : appended) {
        timesRead.add(brokerTime());
        read(fact);
      }
      for (CapturedPunctuator p : List.copyOf(context.scheduledPunctuators())) {
        Instant since = scheduled.getOrDefault(p, host);
        if (!p.cancelled() && !since.plus(p.getInterval()).isAfter(host)) {
          scheduled.put(p, host);
          p.getPunctuator().punctuate(host.toEpochMilli());
        }
      }
    }
  }

  @SuppressWarnings("unchecked")
  private List<Envelope<Fact>> times() {
    return context.forwarded(DecideOutputs.TIME).stream()
        .map(f -> DecideDriver.written(Fact.class, f.record()))
        .toList();
  }

  private List<Decision.CommandIssued> commands() {
    return decisions.stream()
        .filter(Decision.CommandIssued.class::isInstance)
        .map(Decision.CommandIssued.class::cast)
        .toList();
  }

  private int failures() {
    return (int) decisions.stream().filter(Decision.AttemptFailed.class::isInstance).count();
  }
}
