package rouse.cli.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import rouse.cli.CliError;
import rouse.cli.ExitCode;
import rouse.cli.client.StreamedEvent;
import rouse.cli.terminal.SafeText;
import rouse.contracts.event.Json;
import rouse.contracts.settings.Durations;

/** Facts and decisions, one line each: for people, or as JSON for programs. */
public final class EventLines {
  private static final String POSITION = "[0-9]+(\\.[0-9]+)*-[0-9]+(\\.[0-9]+)*";
  private static final int TYPE = 26;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT)
          .withZone(ZoneId.systemDefault());
  private final boolean json;
  private final Consumer<String> print;
  private Optional<String> position = Optional.empty();
  private Optional<Instant> since = Optional.empty();

  /**
   * @param json a JSON object in each line
   * @param print takes a line
   */
  public EventLines(boolean json, Consumer<String> print) {
    this.json = json;
    this.print = print;
  }

  /**
   * Where to begin.
   *
   * @param text the position of an event that was seen, a time, or how far back
   * @throws CliError when it is none of these
   */
  public void since(String text, InstantSource clock) {
    if (text.matches(POSITION)) {
      position = Optional.of(text);
      return;
    }
    try {
      since = Optional.of(text.contains("T") ? Instant.parse(text) : ago(text, clock));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new CliError(
          ExitCode.USAGE,
          text + " says no time",
          "give one such as 1h or 2026-01-31T09:05:00Z, or the position in a line of before",
          e);
    }
  }

  private static Instant ago(String text, InstantSource clock) {
    return clock.instant().minus(Durations.parse(text));
  }

  /** The last event that was printed, to go on after it. */
  public Optional<String> position() {
    return position;
  }

  public Optional<Instant> since() {
    return since;
  }

  /** Prints an event. */
  public void take(StreamedEvent event) {
    if (event.name().equals("fact") || event.name().equals("decision")) {
      print.accept(json ? json(event) : text(event.body()));
    }
    position = Optional.of(event.position());
  }

  private static String json(StreamedEvent event) {
    ObjectNode line = Json.MAPPER.createObjectNode().put("position", event.position());
    line.setAll(event.body());
    try {
      return Json.MAPPER.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(ObjectNode body) {
    String type = body.path("type").asText().replaceFirst("^rouse\\.[a-z]+\\.", "");
    return TIME.format(Instant.parse(body.path("at").asText()))
        + "  "
        + SafeText.padded(SafeText.oneLine(type), TYPE)
        + "  "
        + SafeText.oneLine(body.path("summary").asText());
  }
}
