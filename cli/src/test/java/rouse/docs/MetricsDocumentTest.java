package rouse.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("P7 topology-docs/metrics.md")
class MetricsDocumentTest {
  @ParameterizedTest
  @ValueSource(strings = {"alerts.yml", "grafana.json"})
  @DisplayName("tells of every metric that the alert rules and the dashboard use")
  void complete(String file) throws IOException {
    Path path = MetricNames.root().resolve("examples/monitoring").resolve(file);
    assertThat(MetricNames.usedIn(Files.readString(path)))
        .hasSizeGreaterThan(4)
        .isSubsetOf(MetricNames.documented());
  }
}
