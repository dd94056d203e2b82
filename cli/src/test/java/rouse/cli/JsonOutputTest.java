package rouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.event.Json;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.PlatformStatus.InstanceStatus;
import rouse.contracts.status.PlatformStatus.ModuleStatus;
import rouse.contracts.status.PlatformStatus.ObserverStatus;

/** Each run of a verb in the tests is also held against these schemas: see {@link Ran}. */
@DisplayName("-o json")
class JsonOutputTest {
  private static final Path SCHEMAS =
      (Files.isDirectory(Path.of("topology-docs")) ? Path.of("") : Path.of(".."))
          .resolve("topology-docs/commands.schema.json");
  @TempDir private Path folder;

  @Test
  @DisplayName("every verb that prints data has a schema, and the published ones are those")
  void documented() throws Exception {
    String document =
        Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(CommandSchemas.document())
            + "\n";
    if (Boolean.getBoolean("rouse.regenerate-docs")) {
      Files.writeString(SCHEMAS, document);
    }
    assertThat(SCHEMAS)
        .as("make it again with -Dtest=JsonOutputTest -Drouse.regenerate-docs=true")
        .content()
        .isEqualTo(document);
    List<String> verbs = new ArrayList<>(Rouse.commandLine().getSubcommands().keySet());
    verbs.removeAll(CommandSchemas.WITHOUT);
    assertThat(verbs)
        .isNotEmpty()
        .allSatisfy(
            verb -> {
              assertThat(CommandSchemas.document().at("/$defs/" + verb).isObject())
                  .as(verb)
                  .isTrue();
              assertThat(Ran.rouse(verb, "--help").out()).as(verb).contains("--output");
            });
  }

  @Test
  @DisplayName("a schema refuses what is missing or of another type")
  void refuses() {
    assertThat(CommandSchemas.faults("down", "{\"platform\":\"shop\",\"withdrawn\":true}"))
        .isNotEmpty();
    assertThat(CommandSchemas.faults("notify", "{\"sent\":1,\"detail\":\"\",\"conversation\":[]}"))
        .isNotEmpty();
    assertThat(CommandSchemas.faults("scale", "[]")).isNotEmpty();
  }

  @Test
  @DisplayName("of up: the plan, and what was reached with it")
  void up() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("compose.yaml"), "name: shop\nservices: {web: {image: web}}\n");
    try (PlayedApi played = new PlayedApi()) {
      played.answer("/healthz", Map.of("healthy", true));
      played.answer(
          "/platform",
          Map.of("platform", "shop", "start", "web, db", "replace", "", "retire", "old"));
      played.answer("/api/platforms/shop", alive());
      Ran ran =
          played.rouse(
              folder.resolve("data"),
              "up",
              "-o",
              "json",
              "-f",
              file.toString(),
              "--set",
              "executor.state=" + folder.resolve("state"),
              "--set",
              "executor.port=" + URI.create(played.url()).getPort());
      assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
      assertThat(Json.MAPPER.readTree(ran.out()))
          .isEqualTo(
              Json.MAPPER.readTree(
                  """
                  {"platform": "shop", "made": [], "start": ["web", "db"], "replace": [],
                   "retire": ["old"], "reached": "alive", "reasons": []}
                  """));
    }
  }

  private static PlatformStatus alive() {
    Instant now = Instant.now();
    var web =
        new InstanceStatus(
            "shop/web/1", "running", "alive", true, now, 1, "c0ffee", null, now, null, null);
    return new PlatformStatus(
        "shop",
        "alive",
        new ObserverStatus("watching", now),
        now,
        List.of(new ModuleStatus("web", "module", 1, 1, "self", List.of(), List.of(web))),
        List.of(),
        List.of(),
        List.of());
  }

  @Test
  @DisplayName("of notify: whether it was sent, and what was said")
  void sent() {
    GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.start();
    try {
      Ran good = send(mail.getSmtp().getPort());
      assertThat(good.out()).contains("\"sent\" : true");
      assertThat(good.exitCode()).isEqualTo(ExitCode.OK);
    } finally {
      mail.stop();
    }
    Ran bad = send(1);
    assertThat(bad.out()).contains("\"sent\" : false");
    assertThat(bad.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  private static Ran send(int port) {
    return Ran.rouse(
        "notify",
        "-o",
        "json",
        "--test",
        "mail",
        "ann@example.org",
        "--set",
        "smtp.host=127.0.0.1",
        "--set",
        "smtp.starttls=off",
        "--set",
        "smtp.from=rouse@example.org",
        "--set",
        "smtp.port=" + port);
  }
}
