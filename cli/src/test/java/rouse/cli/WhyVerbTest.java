package rouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.event.Json;

@DisplayName("rouse why")
class WhyVerbTest {
  private static final String COMMAND = "replace/ias/cart/1/2";
  private static final String CHAIN =
      """
      {'id': 'replace/ias/cart/1/2', 'complete': true,
       'chain': [{'id': 'silent/ias/cart/1', 'type': 'rouse.fact.InstanceSilent',
                  'at': '2026-01-31T09:05:04Z', 'causationId': null, 'summary': 'cart is silent'}],
       'story': [{'at': '2026-01-31T09:05:04Z', 'event': 'e1', 'rule': 'recovery',
                  'text': 'Rouse ordered it. Its last beat came at 2026-01-31T09:04:59.500Z.',
                  'numbers': {'attempt': '1'}, 'evidence': ['no space left'],
                  'told': [{'notification': 'n', 'channel': 'mail', 'recipient': 'a@example.org',
                            'outcome': 'sent', 'detail': null}]}]}
      """;
  private static final String ALIVE =
      """
      {'instance': 'ias/cart/1', 'at': null, 'summary': 'It is alive.',
       'holds': [{'kind': 'alive', 'text': 'It is alive.', 'until': null}],
       'conditions': ['Its container has to end by itself.']}
      """;
  @TempDir private Path folder;
  private PlayedApi api;

  @BeforeEach
  void serve() throws IOException {
    String modules =
        "[{'module':'cart','instances':[{'instance':'ias/cart/1'},{'instance':'ias/cart/2','incident':'x'}]}]";
    api =
        new PlayedApi()
            .answer("/api/why/" + COMMAND, json(CHAIN))
            .answer("/api/why/ias/cart/2", json(CHAIN))
            .answer("/api/why-not/ias/cart/1", json(ALIVE))
            .answer("/api/why-not/ias/cart/2", json(ALIVE))
            .answer("/api/platforms/ias", json("{'platform':'ias','modules':" + modules + "}"))
            .answer("/api/platforms", json("{'platforms':[{'platform':'ias'}],'missing':[]}"));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private static JsonNode json(String text) throws IOException {
    return Json.MAPPER.readTree(text.replace('\'', '"'));
  }

  private static String local(String time) {
    return DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT)
        .withZone(ZoneId.systemDefault())
        .format(Instant.parse(time));
  }

  @Test
  @DisplayName("B7 tells the story with its rule, its numbers, the last lines, and who was told")
  void story() {
    assertThat(api.rouse(folder, "why", COMMAND).out())
        .contains(
            local("2026-01-31T09:05:04Z") + "  Rouse ordered it.",
            "at " + local("2026-01-31T09:04:59.500Z"),
            "rule: recovery; attempt 1",
            "| no space left",
            "told: a@example.org by mail: sent")
        .doesNotContain("InstanceSilent");
  }

  @Test
  @DisplayName("shows the events with their ids, or both as JSON, when asked to")
  void events() throws IOException {
    assertThat(api.rouse(folder, "why", "--events", COMMAND).out())
        .contains("fact.InstanceSilent", "[silent/ias/cart/1]")
        .doesNotContain("Rouse ordered it");
    JsonNode both = Json.MAPPER.readTree(api.rouse(folder, "why", "-o", "json", COMMAND).out());
    assertThat(both.get("chain")).hasSize(1);
    assertThat(both.get("story")).hasSize(1);
  }

  @Test
  @DisplayName("of a module it tells of the instance that has an incident")
  void module() {
    Ran ran = api.rouse(folder, "why", "cart");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("Rouse ordered it.");
  }

  @Test
  @DisplayName("--not says of every instance of a module what holds Rouse back")
  void whyNot() {
    Ran ran = api.rouse(folder, "why", "--not", "cart");
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out().lines())
        .containsSubsequence(
            "Rouse does nothing about ias/cart/1 now, because:",
            "  - It is alive.",
            "For Rouse to act:",
            "  - Its container has to end by itself.");
    assertThat(api.rouse(folder, "why", "--not", "none").exitCode()).isEqualTo(ExitCode.FAILED);
  }
}
