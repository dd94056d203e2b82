package rouse.executor.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rouse.contracts.platform.ScaleMetric;
import rouse.contracts.platform.ScalePolicy;
import rouse.contracts.platform.ScaleRate;
import rouse.contracts.platform.ScaleTarget;
import rouse.executor.compose.yaml.Finding;

class ScaleReaderTest {
  @TempDir Path folder;

  private ComposeResult read(String scale) throws IOException {
    String file =
        """
        name: s
        services:
          node:
            image: x
            x-rouse: { kind: worker, scale: %s }
        """
            .formatted(scale);
    return ComposeReader.read(
        Files.writeString(folder.resolve("compose.yaml"), file), ComposeOptions.of(Map.of()));
  }

  private ScalePolicy policy(String scale) throws IOException {
    ComposeResult result = read(scale);
    assertThat(result.findings()).isEmpty();
    return result.orThrow().spec().module("node").orElseThrow().scale();
  }

  @Test
  @DisplayName("R48 a target is enough: the rest is as Kubernetes has it")
  void defaults() throws IOException {
    ScalePolicy policy = policy("{ min: 2, max: 6, target: 0.7 }");
    assertThat(policy.targets()).containsExactly(new ScaleTarget(ScaleMetric.LOAD, 0.7));
    assertThat(policy.window()).isEqualTo(Duration.ofSeconds(15));
    assertThat(policy.up()).isEqualTo(ScaleRate.UP);
    assertThat(policy.down()).isEqualTo(ScaleRate.DOWN);
    assertThat(policy.drain()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  @DisplayName("R48 every part of it can be said")
  void all() throws IOException {
    ScalePolicy policy =
        policy(
            """
            { min: 0, max: 9, targets: { cpu: 0.6, sessions: 20 }, window: 10s, drain: 1m,
              up: { stabilize: 5s, workers: 2, period: 20s, select: min },
              down: { stabilize: 60s, percent: 50, period: 30s, select: disabled } }\
            """);
    assertThat(policy.targets())
        .containsExactlyInAnyOrder(
            new ScaleTarget(ScaleMetric.CPU, 0.6), new ScaleTarget(ScaleMetric.SESSIONS, 20));
    assertThat(policy.window()).isEqualTo(Duration.ofSeconds(10));
    assertThat(policy.drain()).isEqualTo(Duration.ofMinutes(1));
    assertThat(policy.up())
        .isEqualTo(
            new ScaleRate(
                Duration.ofSeconds(5), 2, null, Duration.ofSeconds(20), ScaleRate.Select.MIN));
    assertThat(policy.down())
        .isEqualTo(
            new ScaleRate(
                Duration.ofMinutes(1),
                null,
                50,
                Duration.ofSeconds(30),
                ScaleRate.Select.DISABLED));
  }

  @Test
  @DisplayName("R48 without a target the number follows no load")
  void bounds() throws IOException {
    assertThat(policy("{ min: 1, max: 3 }").followsLoad()).isFalse();
  }

  @ParameterizedTest
  @DisplayName("R48 what makes no sense is an error that says what to write")
  @CsvSource(
      delimiter = '|',
      value = {
        "{ min: 3, max: 2, target: 1 } | scale wants 0 <= min <= max",
        "{ min: 1, max: 2, metric: cpu, target: 70 } | cpu is a fraction of the limit",
        "{ min: 1, max: 2, metric: cpu } | nothing says at what load a worker is kept",
        "{ min: 1, max: 2, metric: disk, target: 1 } | metric",
        "{ min: 1, max: 2, target: 0 } | target",
        "{ min: 1, max: 2, target: 1, targets: { cpu: 1 } } | targets says it as well",
        "{ min: 1, max: 2, target: 1, window: 100ms } | window must be 1s to 10m",
        "{ min: 1, max: 2, target: 1, down: { stabilize: 2h } } | stabilize must be 0s to 1h",
        "{ min: 1, max: 2, target: 1, up: { period: 0s } } | period must be more than 0s",
        "{ min: 1, max: 2, window: 15s } | without a target the number follows no load"
      })
  void refused(String scale, String message) throws IOException {
    List<Finding> findings = read(scale).findings();
    assertThat(findings).anySatisfy(finding -> assertThat(finding.toString()).contains(message));
  }
}
