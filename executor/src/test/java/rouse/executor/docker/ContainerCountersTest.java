package rouse.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Json;
import rouse.executor.docker.ContainerCounters.Look;

@DisplayName("An engine's counters")
class ContainerCountersTest {
  private static Look json(String json) throws Exception {
    return ContainerCounters.read(Json.MAPPER.readTree(json.replace('\'', '"')));
  }

  @Test
  @DisplayName("memory is counted without the cache, in either version of control groups")
  void memory() throws Exception {
    Look first =
        json("{'memory_stats':{'usage':900,'limit':4000,'stats':{'total_inactive_file':300}}}");
    Look second = json("{'memory_stats':{'usage':900,'limit':4000,'stats':{'inactive_file':400}}}");
    assertThat(first.memory()).hasValue(600);
    assertThat(second.memory()).hasValue(500);
    assertThat(second.memoryLimit()).hasValue(4000);
  }

  @Test
  @DisplayName("what is not told, or cannot be, is unknown")
  void unknown() throws Exception {
    assertThat(json("{'memory_stats':{},'cpu_stats':{'cpu_usage':{'total_usage':-1}}}"))
        .isEqualTo(new Look(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()));
  }
}
