package rouse.streams.outlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("How large a record a topic takes")
class TopicLimitsTest {
  private final Map<String, Integer> cluster = new HashMap<>(Map.of("a", 100, "b", 200));
  private final List<String> asked = new ArrayList<>();
  private long nanos;
  private final TopicLimits limits = new TopicLimits(this::ask, () -> nanos);

  private int ask(String topic) throws TimeoutException {
    asked.add(topic);
    if (!cluster.containsKey(topic)) {
      throw new TimeoutException("no answer");
    }
    return cluster.get(topic);
  }

  @Test
  @DisplayName("is asked for once, of each")
  void askedOnce() {
    for (int i = 0; i < 3; i++) {
      assertThat(limits.of("a")).isEqualTo(100);
      assertThat(limits.of("b")).isEqualTo(200);
    }
    assertThat(asked).containsExactly("a", "b");
  }

  @Test
  @DisplayName("is asked for again after a minute, since somebody may have changed it")
  void changed() {
    limits.of("a");
    cluster.put("a", 1_000);
    assertThat(limits.of("a")).isEqualTo(100);
    nanos += Duration.ofSeconds(61).toNanos();
    assertThat(limits.of("a")).isEqualTo(1_000);
  }

  @Test
  @DisplayName("is no limit while it cannot be found out, and is not asked for each time then")
  void unknown() {
    assertThat(limits.of("c")).isEqualTo(TopicLimits.UNKNOWN);
    assertThat(limits.of("c")).isEqualTo(TopicLimits.UNKNOWN);
    assertThat(asked).containsExactly("c");
  }
}
