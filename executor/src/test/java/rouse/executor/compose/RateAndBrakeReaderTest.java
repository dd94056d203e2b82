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
import rouse.contracts.platform.BrakePolicy;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.contracts.platform.PlatformSpec;
import rouse.contracts.platform.RecoveryRate;

class RateAndBrakeReaderTest {
  @TempDir Path folder;

  private ComposeResult read(String rouse) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("compose.yaml"),
            "name: u\nservices: { app: { image: x } }\nx-rouse: " + rouse + "\n");
    return ComposeReader.read(file, ComposeOptions.of(Map.of()));
  }

  private PlatformSpec spec(String rouse) throws IOException {
    return read(rouse).orThrow().spec();
  }

  @Test
  @DisplayName("R18 what nobody says is the default's to say")
  void defaults() throws IOException {
    assertThat(spec("{}").rate()).isNull();
    assertThat(spec("{}").brake()).isNull();
    assertThat(spec("{ rate: { burst: 2 }, brake: { share: 75 } }").rate())
        .isEqualTo(new RecoveryRate(2, Duration.ofSeconds(1)));
    assertThat(spec("{ brake: { share: 75 } }").brake())
        .isEqualTo(new BrakePolicy(false, 75, 3, Duration.ofSeconds(10), Duration.ofSeconds(60)));
  }

  @Test
  @DisplayName("R18 all of it can be said")
  void said() throws IOException {
    PlatformSpec spec =
        spec(
            "{ rate: { burst: 3, every: 500ms },"
                + " brake: { enabled: false, least: 4, within: 5s, probe: 30s } }");
    assertThat(spec.rate()).isEqualTo(new RecoveryRate(3, Duration.ofMillis(500)));
    assertThat(spec.brake())
        .isEqualTo(new BrakePolicy(true, 50, 4, Duration.ofSeconds(5), Duration.ofSeconds(30)));
  }

  @Test
  @DisplayName("R12 a timeout may adapt, within bounds that can be said")
  void adaptive() throws IOException {
    assertThat(heartbeat("{ source: self, timeout: adaptive }"))
        .isEqualTo(
            new HeartbeatPolicy(
                HeartbeatPolicy.Source.SELF, Duration.ofSeconds(1), null, Duration.ofSeconds(30)));
    assertThat(heartbeat("{ timeout: adaptive, least: 2s, most: 8s }").longestTimeout())
        .isEqualTo(Duration.ofSeconds(8));
    assertThat(module("{ timeout: adaptive, least: 9s, most: 8s }").findings()).isNotEmpty();
    assertThat(module("{ timeout: 3s, most: 8s }").findings()).isNotEmpty();
    assertThat(module("{ timeout: often }").findings()).isNotEmpty();
  }

  private ComposeResult module(String heartbeat) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("compose.yaml"),
            "name: u\nservices: { app: { image: x, x-rouse: { heartbeat: "
                + heartbeat
                + " } } }\n");
    return ComposeReader.read(file, ComposeOptions.of(Map.of()));
  }

  private HeartbeatPolicy heartbeat(String said) throws IOException {
    return module(said).orThrow().spec().module("app").orElseThrow().heartbeat();
  }

  @Test
  @DisplayName("R18 what makes no sense is an error")
  void wrong() throws IOException {
    assertThat(read("{ brake: { share: 200 } }").findings()).isNotEmpty();
    assertThat(read("{ rate: { burst: 0 } }").findings()).isNotEmpty();
    assertThat(read("{ rate: { speed: 3 } }").findings()).isNotEmpty();
    assertThat(read("{ brake: { within: 0s } }").findings()).isNotEmpty();
  }
}
