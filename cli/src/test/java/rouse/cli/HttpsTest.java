package rouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.settings.Settings;
import rouse.contracts.settings.SettingsReader;
import rouse.contracts.status.Platforms;
import rouse.http.tls.HttpTls;
import rouse.http.tls.TestCertificates;

@DisplayName("The command, where the APIs serve HTTPS")
class HttpsTest {
  @TempDir private Path folder;
  private TestCertificates files;

  @BeforeEach
  void prepare() {
    files = new TestCertificates(folder);
  }

  private Settings settings() {
    return SettingsReader.read(
        Map.of(
            "http.tls.cert", files.certificate().toString(),
            "http.tls.key", files.key().toString()),
        Map.of(),
        Map.of(),
        file -> "");
  }

  @Test
  @DisplayName("asks an https URL with http.tls.ca; without it, says what to give")
  void asks() throws Exception {
    files.write("api", "EC", "-1d", 30);
    try (PlayedApi api = new PlayedApi(HttpTls.of(settings()).orElseThrow().served())) {
      api.answer("/api/platforms", new Platforms(List.of(), List.of()));
      Ran stranger = api.rouse(folder, "status", "-o", "json");
      assertThat(stranger.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(stranger.err())
          .contains("no trusted connection to https://127.0.0.1")
          .contains("--set http.tls.ca=FILE");

      Ran known =
          api.rouse(folder, "status", "-o", "json", "--set", "http.tls.ca=" + files.certificate());
      assertThat(known.err()).contains("no platform was declared yet");
    }
  }
}
