package rouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.event.Json;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.PlatformStatus.HostStatus;
import rouse.contracts.status.PlatformStatus.ObserverStatus;
import rouse.contracts.status.Platforms;

@DisplayName("rouse doctor")
class DoctorVerbTest {
  @TempDir private Path folder;

  private Map<String, JsonNode> findings(String... args) throws Exception {
    List<String> all = new ArrayList<>(List.of("doctor", "-o", "json"));
    all.addAll(List.of("--data", folder.resolve("data").toString()));
    all.addAll(List.of("--set", "docker.host=unix:///nowhere/docker.sock"));
    all.addAll(List.of("--kafka", "127.0.0.1:1"));
    all.addAll(List.of(args));
    Ran ran = Ran.rouse(all.toArray(String[]::new));
    assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
    Map<String, JsonNode> found = new TreeMap<>();
    Json.MAPPER.readTree(ran.out()).forEach(f -> found.put(f.path("check").asText(), f));
    assertThat(found.values())
        .allSatisfy(
            finding ->
                assertThat(finding.path("fix").asText("").isEmpty())
                    .as("what is amiss has a fix: %s", finding)
                    .isNotEqualTo(finding.path("state").asText().equals("AMISS")));
    return found;
  }

  private static String state(JsonNode finding) {
    return finding.path("state").asText();
  }

  @Test
  @DisplayName("says of each thing that is amiss what mends it, and goes on with the next")
  void fixes() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path file = Files.writeString(folder.resolve("a-file"), "in the way");
      Map<String, JsonNode> found =
          findings(
              "--set",
              "http.bind=127.0.0.1",
              "--set",
              "http.port=" + taken.getLocalPort(),
              "--set",
              "executor.state=" + file.resolve("below"),
              "--set",
              "smtp.host=127.0.0.1",
              "--set",
              "smtp.port=1",
              "--set",
              "smtp.from=rouse@example.org",
              "--api",
              "http://127.0.0.1:1");
      assertThat(found.values().stream().filter(f -> state(f).equals("AMISS")))
          .extracting(f -> f.path("check").asText())
          .containsExactly("docker", "kafka", "mail", "ports", "state folder", "status api");
      assertThat(found.get("ports").path("text").asText()).contains("http.port");
      assertThat(found.get("lag").path("state").asText()).isEqualTo("SKIPPED");
      assertThat(state(found.get("disk"))).isIn("OK", "AMISS");
    }
  }

  @Test
  @DisplayName("looks at the observer, the executors and the broker's clock, and logs in for mail")
  void platform() throws Exception {
    GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.start();
    try (PlayedApi api = new PlayedApi()) {
      PlatformStatus late = platform("late", "watching", Instant.now().minusSeconds(90));
      PlatformStatus blind = platform("blind", "blind", Instant.now());
      api.answer("/api/platforms", new Platforms(List.of(late, blind), List.of()));
      Map<String, JsonNode> found =
          findings(
              "--api",
              api.url(),
              "--set",
              "smtp.host=127.0.0.1",
              "--set",
              "smtp.port=" + mail.getSmtp().getPort(),
              "--set",
              "smtp.starttls=off",
              "--set",
              "smtp.from=rouse@example.org");
      assertThat(state(found.get("status api"))).isEqualTo("OK");
      assertThat(found.get("observer").path("text").asText()).isEqualTo("blind: blind");
      assertThat(found.get("broker clock").path("text").asText())
          .matches("the broker's is 9[0-9]\\.[0-9] s behind this machine's");
      assertThat(found.get("executors").path("text").asText()).contains("h1 is silent");
      assertThat(found.get("mail").path("text").asText()).contains("answers");
    } finally {
      mail.stop();
    }
  }

  private static PlatformStatus platform(String name, String observer, Instant at) {
    return new PlatformStatus(
        name,
        "alive",
        new ObserverStatus(observer, at),
        at,
        List.of(),
        List.of(),
        List.of(new HostStatus("h1", name.equals("late") ? "silent" : "alive", at)),
        List.of());
  }
}
