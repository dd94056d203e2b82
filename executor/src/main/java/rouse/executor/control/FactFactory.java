package rouse.executor.control;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;

/** Makes the facts that the control plane's own probes and requests lead to; each has a new id. */
final class FactFactory {
  private final String source;
  private final InstantSource clock;
  private final String prefix;
  private final AtomicLong made = new AtomicLong();

  FactFactory(String source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
    this.prefix = source + "/" + clock.millis() + "/";
  }

  Envelope<Fact> of(Fact fact) {
    return Envelope.of(prefix + made.incrementAndGet(), source, clock.instant(), fact);
  }

  /**
   * @param beats 1: it has shown life; 3: it has proved that it lives
   */
  Envelope<Fact> heard(InstanceId instance, long incarnation, int beats) {
    return of(
        new Fact.InstanceHeard(
            instance, incarnation, clock.instant(), beats, false, false, Duration.ZERO));
  }

  /** It has shown no life for this long. */
  Envelope<Fact> silent(InstanceId instance, long incarnation, Duration silence) {
    Instant now = clock.instant();
    return of(
        new Fact.InstanceSilent(
            instance, incarnation, now.minus(silence), now, now, silence, 0, 0, 0));
  }
}
