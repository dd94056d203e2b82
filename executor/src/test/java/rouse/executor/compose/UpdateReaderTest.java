package rouse.executor.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.platform.UpdatePolicy;
import rouse.contracts.platform.UpdatePolicy.OnFailure;
import rouse.contracts.platform.UpdatePolicy.Order;

class UpdateReaderTest {
  @TempDir Path folder;

  private ComposeResult read(String service) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("compose.yaml"), "name: u\nservices:\n  app:\n" + service.indent(4));
    return ComposeReader.read(file, ComposeOptions.of(Map.of()));
  }

  private UpdatePolicy policy(String service) throws IOException {
    return read(service).orThrow().spec().module("app").orElseThrow().update();
  }

  @Test
  @DisplayName("P3 what nobody says: in turn, within the start-up time, and back")
  void defaults() throws IOException {
    assertThat(policy("image: x\nx-rouse: { heartbeat: { startup: 40s } }"))
        .isEqualTo(UpdatePolicy.inTurn(Duration.ofSeconds(40)));
  }

  @Test
  @DisplayName("P3 Compose's own update_config and rollback_config are applied")
  void compose() throws IOException {
    UpdatePolicy policy =
        policy(
            """
            image: x
            deploy:
              update_config:
                { parallelism: 2, delay: 5s, failure_action: pause, monitor: 7s, order: start-first }
              rollback_config: { parallelism: 0 }
            """);
    assertThat(policy)
        .isEqualTo(
            new UpdatePolicy(
                Order.START_FIRST,
                2,
                Duration.ofSeconds(67),
                Duration.ofSeconds(5),
                OnFailure.PAUSE,
                0));
  }

  @Test
  @DisplayName("P3 x-rouse.update comes before Compose's own")
  void own() throws IOException {
    UpdatePolicy policy =
        policy(
            """
            image: x
            deploy: { update_config: { parallelism: 2, order: start-first, failure_action: pause } }
            x-rouse: { update: { parallel: 3, order: stop-first, monitor: 9s, on_failure: rollback } }
            """);
    assertThat(policy)
        .isEqualTo(
            new UpdatePolicy(
                Order.STOP_FIRST, 3, Duration.ofSeconds(9), null, OnFailure.ROLLBACK, 1));
  }

  @Test
  @DisplayName("P3 start-first with a published port: an error, or a warning for Compose's own key")
  void published() throws IOException {
    String ports = "image: x\nports: ['8080:80']\n";
    assertThat(read(ports + "x-rouse: { update: { order: start-first } }").findings())
        .anySatisfy(f -> assertThat(f.toString()).contains("published port 8080"));
    assertThat(policy(ports + "deploy: { update_config: { order: start-first } }").order())
        .isEqualTo(Order.STOP_FIRST);
  }
}
