package rouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.event.Json;
import rouse.contracts.status.Missing;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.PlatformStatus.InstanceStatus;
import rouse.contracts.status.PlatformStatus.ModuleStatus;
import rouse.contracts.status.PlatformStatus.ObserverStatus;
import rouse.contracts.status.Platforms;

@DisplayName("While a streams app is away")
class IncompleteStatusTest {
  private static final Instant NOW = Instant.parse("2026-01-31T09:05:00Z");
  private static final String LINE = " of partitions [0, 2] are missing: it is away";

  @TempDir private Path folder;
  private PlayedApi api;

  @BeforeEach
  void serve() throws IOException {
    api =
        new PlayedApi()
            .answer(
                "/api/platforms", new Platforms(List.of(status()), List.of(missing("platforms"))))
            .answer("/api/platforms/ias", status().withMissing(List.of(missing("beats"))))
            .answer("/api/platforms/shop", status());
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private static Missing missing(String part) {
    return new Missing(part, "host-2:7070", List.of(0, 2), "it is away");
  }

  private static PlatformStatus status() {
    var alive =
        new InstanceStatus(
            "ias/porter/1", "running", "alive", true, NOW, 1, "c0ffee", null, NOW, null, null);
    return new PlatformStatus(
        "ias",
        "alive",
        new ObserverStatus("watching", NOW),
        NOW,
        List.of(new ModuleStatus("porter", "module", 1, 1, "self", List.of(), List.of(alive))),
        List.of(),
        List.of(),
        List.of());
  }

  private Ran rouse(String... args) {
    return api.rouse(folder, args);
  }

  @Test
  @DisplayName("the table shows what is known, stderr what is missing, and the code is 4")
  void warns() {
    Ran ran = rouse("status", "-p", "ias");
    assertThat(ran.out()).startsWith("platform ias is alive").doesNotContain("missing");
    assertThat(ran.err().lines()).containsExactly("warning: beats" + LINE);
    assertThat(ran.exitCode()).isEqualTo(ExitCode.DEGRADED);
  }

  @Test
  @DisplayName("the only platform that is known is shown, with the warning that there may be more")
  void theOnlyOneKnown() throws Exception {
    Ran ran = rouse("status", "-o", "json");
    assertThat(ran.err().lines()).containsExactly("warning: platforms" + LINE);
    assertThat(ran.exitCode()).isEqualTo(ExitCode.DEGRADED);
    JsonNode json = Json.MAPPER.readTree(ran.out());
    assertThat(json.get("platform").textValue()).isEqualTo("ias");
    assertThat(json.at("/missing/0/owner").textValue()).isEqualTo("host-2:7070");
  }

  @Test
  @DisplayName("waiting goes on until all is known")
  void waits() {
    Ran ran = rouse("status", "-p", "ias", "--wait", "--timeout", "1s");
    assertThat(ran.err()).contains("waiting: beats" + LINE, "not alive within 1s: beats" + LINE);
    assertThat(ran.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
  }

  @Test
  @DisplayName("nothing is missing, nothing is said")
  void complete() {
    Ran ran = rouse("status", "-p", "shop");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  @DisplayName("nothing is done to a platform that was not named, since another may be meant")
  void noGuesses() {
    Ran ran = rouse("restart", "porter");
    assertThat(ran.err().lines())
        .containsExactly(
            "error: ias may not be the only platform: platforms"
                + LINE
                + "; choose one with --platform NAME");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.DEGRADED);
  }

  @Test
  @DisplayName("doctor says that something is amiss")
  void doctor() {
    assertThat(rouse("doctor", "--kafka", "127.0.0.1:1").out().lines())
        .contains("amiss status api   platforms" + LINE + "; see to the streams apps named there");
  }
}
