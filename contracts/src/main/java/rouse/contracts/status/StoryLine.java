package rouse.contracts.status;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One event of a story, in sentences.
 *
 * @param at broker time
 * @param event id of the event that it tells of
 * @param rule the rule that Rouse applied; null for what only happened
 * @param text the sentences; times in them are ISO 8601 in UTC
 * @param numbers what the rule used, by name, in the order in which it is to be read
 * @param evidence the last lines of a log; empty when there are none
 * @param told who was told of it, and what became of the message
 */
public record StoryLine(
    Instant at,
    String event,
    String rule,
    String text,
    Map<String, String> numbers,
    List<String> evidence,
    List<Told> told) {

  /**
   * A message to one recipient.
   *
   * @param notification id of the message; null while none is known
   * @param channel {@code mail}, {@code sms} or {@code webhook}
   * @param outcome in words, such as {@code sent}; {@code waiting} while nothing is known of it
   * @param detail the server's answer, or what is not configured; null when there is none
   */
  public record Told(
      String notification, String channel, String recipient, String outcome, String detail) {}

  public StoryLine {
    numbers = numbers == null ? Map.of() : numbers;
    evidence = evidence == null ? List.of() : List.copyOf(evidence);
    told = told == null ? List.of() : List.copyOf(told);
  }

  /** The same with what became of its messages. */
  public StoryLine withTold(List<Told> other) {
    return new StoryLine(at, event, rule, text, numbers, evidence, other);
  }
}
