package rouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.event.Json;

@DisplayName("With several platforms, of which none is named")
class SeveralPlatformsTest {
  private static final String INCIDENT = "ias.porter.1.2-kx";

  @TempDir private Path folder;
  private PlayedApi api;

  @BeforeEach
  void serve() throws IOException {
    api =
        new PlayedApi()
            .answer(
                "/api/platforms",
                json("{'platforms':[{'platform':'ias'},{'platform':'shop'}],'missing':[]}"))
            .answer("/api/why/" + INCIDENT, json("{'id':'x','complete':true,'chain':[]}"))
            .problem("/api/why/other", 502, "{\"status\":502,\"title\":\"Bad gateway\"}");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private static JsonNode json(String text) throws IOException {
    return Json.MAPPER.readTree(text.replace('\'', '"'));
  }

  private Ran rouse(String... args) {
    return api.rouse(folder, args);
  }

  @Test
  @DisplayName("status asks for a name, and why takes an incident's id without one")
  void whyNeedsNone() {
    assertThat(rouse("status").exitCode()).isEqualTo(ExitCode.USAGE);
    Ran ran = rouse("why", INCIDENT);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  @DisplayName("a problem without a detail is told by its status")
  void noDetail() {
    assertThat(rouse("why", "other").err()).startsWith("error: " + api.url() + " answers 502;");
  }
}
