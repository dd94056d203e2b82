package rouse.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.event.Json;

@DisplayName("P7 examples/monitoring, by promtool")
class MonitoringIT {
  private static final Path FOLDER = MetricNames.root().resolve("examples/monitoring");
  @TempDir Path folder;

  @Test
  @DisplayName("each alert rule fires on what it is for, and on nothing else")
  void rules() throws Exception {
    assertThat(Promtool.run(FOLDER, "", "check", "rules", "alerts.yml")).contains("8 rules found");
    assertThat(Promtool.run(FOLDER, "", "test", "rules", "alerts_test.yml")).contains("SUCCESS");
  }

  @Test
  @DisplayName("the dashboard asks in PromQL, of the data source that it imports")
  void dashboard() throws Exception {
    JsonNode dashboard = Json.MAPPER.readTree(FOLDER.resolve("grafana.json").toFile());
    List<String> queries = dashboard.findValuesAsText("expr");
    assertThat(queries).hasSizeGreaterThan(10);
    StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
    for (int i = 0; i < queries.size(); i++) {
      rules
          .append("      - record: panel:%d\n        expr: ".formatted(i))
          .append(Json.MAPPER.writeValueAsString(queries.get(i).replace("$platform", "shop")))
          .append('\n');
    }
    Files.writeString(folder.resolve("queries.yml"), rules);
    assertThat(Promtool.run(folder, "", "check", "rules", "queries.yml"))
        .contains(queries.size() + " rules found");
  }
}
