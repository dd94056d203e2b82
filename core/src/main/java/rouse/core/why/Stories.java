package rouse.core.why;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Event;
import rouse.contracts.event.Fact;
import rouse.contracts.status.StoryLine;
import rouse.contracts.status.StoryLine.Told;
import rouse.contracts.text.PlainText;
import rouse.core.text.EventSummaries;
import rouse.core.text.EvidenceText;

/** An event as a line of a story: sentences, the rule, its numbers, what was left behind. */
public final class Stories {
  /** Hundreds of lines make one answer. */
  private static final int LONGEST = 2_000;

  private Stories() {}

  /** The line of an event that happened, or was concluded, at {@code at}. */
  public static StoryLine line(String id, Instant at, Event event) {
    return switch (event) {
      case Fact f -> new StoryLine(at, id, null, text(f), FactStories.numbers(f), left(f), null);
      case Decision d ->
          new StoryLine(
              at,
              id,
              DecisionStories.rule(d),
              sentence(DecisionStories.text(d)),
              DecisionStories.numbers(d),
              null,
              recipients(d));
      case Command c ->
          new StoryLine(
              at,
              id,
              "command",
              "The command went out to the executor of " + c.instance().module() + ".",
              numbers("deadline", c.deadline()),
              null,
              null);
      default -> ofSummary(id, at, EventSummaries.of(event));
    };
  }

  /** The line of an event of which only its summary is kept. */
  public static StoryLine ofSummary(String id, Instant at, String summary) {
    return new StoryLine(at, id, null, sentence(summary), null, null, null);
  }

  private static String text(Fact fact) {
    return sentence(FactStories.text(fact));
  }

  private static List<String> left(Fact fact) {
    return fact instanceof Fact.ContainerEvidence e
        ? EvidenceText.lastLines(e).lines().toList()
        : List.of();
  }

  /** Who is to be told of an alert; what became of the messages is known elsewhere. */
  private static List<Told> recipients(Decision decision) {
    List<String> names =
        switch (decision) {
          case Decision.AlertRaised a -> a.recipients();
          case Decision.AlertResolved a -> a.recipients();
          default -> List.of();
        };
    return names.stream().map(name -> new Told(null, null, name, "waiting", null)).toList();
  }

  /** With a capital and a full stop, on one line. */
  static String sentence(String text) {
    String line = PlainText.oneLine(text, LONGEST);
    if (line.isEmpty()) {
      return line;
    }
    boolean isName = line.indexOf('/') > 0 && line.indexOf('/') < (line + " ").indexOf(' ');
    String first =
        isName ? line : line.substring(0, 1).toUpperCase(Locale.ROOT) + line.substring(1);
    return first.endsWith(".") || first.endsWith("…") ? first : first + ".";
  }

  /** Names and values by turns; what is null is left out. */
  static Map<String, String> numbers(Object... namesAndValues) {
    Map<String, String> numbers = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i + 1] != null) {
        numbers.put(namesAndValues[i].toString(), namesAndValues[i + 1].toString());
      }
    }
    return numbers;
  }
}
