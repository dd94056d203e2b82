package rouse.streams.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;

class RecoveryMetersTest {
  private static final Instant AT = Instant.parse("2026-01-31T09:00:00Z");
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final RecoveryMeters meters = new RecoveryMeters(registry);

  private void decided(Decision decision) {
    Fact fact = new Fact.TimePassed("ias", AT);
    meters.decided(Envelope.of("f1", "/test", AT, fact), AT, decision, id -> null);
  }

  @Test
  @DisplayName("R46 changes of a number of workers are counted by cause and direction")
  void scalings() {
    decided(new Decision.Scaled("ias", "node", 2, 4, "load", "busy", null, List.of()));
    decided(new Decision.Scaled("ias", "node", 4, 5, "load", "busy", null, List.of()));
    decided(new Decision.Scaled("ias", "node", 5, 1, "operator", "ana", null, List.of(2, 3, 4, 5)));
    decided(new Decision.ScalingHeld("ias", "node", 6, 9, "max", "6 at most", null));
    assertThat(count("rouse.scalings", "cause", "load", "direction", "up")).isEqualTo(2);
    assertThat(count("rouse.scalings", "cause", "operator", "direction", "down")).isEqualTo(1);
    assertThat(count("rouse.scalings.held", "cause", "max", "module", "node")).isEqualTo(1);
  }

  private double count(String name, String... tags) {
    return registry.get(name).tags(tags).counter().count();
  }
}
