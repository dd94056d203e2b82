package rouse.contracts.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Json;

class ScalePolicyTest {
  @Test
  @DisplayName("what was declared with one metric reads as it did, with the usual rates")
  void earlierDeclarations() throws JsonProcessingException {
    String written =
        "{\"min\":2,\"max\":6,\"metric\":\"cpu\",\"target\":0.7,\"downStabilize\":\"PT1M\","
            + "\"drain\":\"PT20S\"}";
    ScalePolicy policy = Json.MAPPER.readValue(written, ScalePolicy.class);
    assertThat(policy.targets()).containsExactly(new ScaleTarget(ScaleMetric.CPU, 0.7));
    assertThat(policy.down().stabilize()).isEqualTo(Duration.ofMinutes(1));
    assertThat(policy.down().percent()).isEqualTo(100);
    assertThat(policy.up()).isEqualTo(ScaleRate.UP);
    assertThat(policy.window()).isEqualTo(Duration.ofSeconds(15));
    assertThat(policy.drain()).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  @DisplayName("a metric that nobody had checked is the worker's own load")
  void unknownMetricOfEarlierDeclarations() {
    assertThat(new ScalePolicy(1, 2, "requests", 1, null, null).metric()).isEqualTo("load");
  }

  @Test
  @DisplayName("several metrics come back as they went, and the first of them is what was one")
  void severalMetrics() throws JsonProcessingException {
    ScalePolicy policy =
        ScalePolicy.of(
            1,
            9,
            List.of(
                new ScaleTarget(ScaleMetric.SESSIONS, 20), new ScaleTarget(ScaleMetric.CPU, 0.5)),
            Duration.ofSeconds(10),
            new ScaleRate(null, 2, null, Duration.ofSeconds(5), null),
            null,
            null);
    assertThat(policy.metric()).isEqualTo("sessions");
    assertThat(policy.target()).isEqualTo(20);
    String json = Json.MAPPER.writeValueAsString(policy);
    assertThat(Json.MAPPER.readValue(json, ScalePolicy.class)).isEqualTo(policy);
  }

  @Test
  @DisplayName("numbers that make no sense are refused")
  void nonsense() {
    assertThatThrownBy(() -> new ScalePolicy(3, 2, null, 1, null, null))
        .hasMessageContaining("min <= max");
    assertThatThrownBy(() -> new ScalePolicy(1, 2, null, 0, null, null))
        .hasMessageContaining("target above 0");
    assertThatThrownBy(() -> new ScaleRate(null, 0, null, null, null))
        .hasMessageContaining("above 0");
    assertThatThrownBy(() -> new ScaleRate(null, 1, null, Duration.ZERO, null))
        .hasMessageContaining("period");
  }
}
