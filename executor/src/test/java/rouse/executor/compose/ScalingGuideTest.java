package rouse.executor.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.platform.ScaleMetric;
import rouse.contracts.platform.ScalePolicy;
import rouse.contracts.platform.ScaleTarget;

@DisplayName("topology-docs/scaling.md")
class ScalingGuideTest {
  private static final Path GUIDE = Path.of("..", "topology-docs", "scaling.md");
  private static final Pattern YAML = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);
  @TempDir Path folder;

  @Test
  @DisplayName("R46 R48 has a file that is taken without a finding, and means what the text says")
  void example() throws IOException {
    Matcher yaml = YAML.matcher(Files.readString(GUIDE));
    assertThat(yaml.find()).isTrue();
    ComposeResult result =
        ComposeReader.read(
            Files.writeString(folder.resolve("compose.yaml"), yaml.group(1)),
            ComposeOptions.of(Map.of()));
    assertThat(result.findings()).isEmpty();
    ScalePolicy policy = result.orThrow().spec().module("worker").orElseThrow().scale();
    assertThat(policy.min()).isEqualTo(2);
    assertThat(policy.max()).isEqualTo(8);
    assertThat(policy.targets())
        .containsExactlyInAnyOrder(
            new ScaleTarget(ScaleMetric.LOAD, 0.7), new ScaleTarget(ScaleMetric.SESSIONS, 20));
    assertThat(policy.window()).isEqualTo(Duration.ofSeconds(15));
    assertThat(policy.down().stabilize()).isEqualTo(Duration.ofMinutes(5));
    assertThat(policy.drain()).isEqualTo(Duration.ofSeconds(45));
    assertThat(result.orThrow().balancers()).hasSize(1);
  }
}
