package rouse.contracts.status;

import java.time.Instant;
import java.util.List;

/**
 * What {@code GET /api/why-not/{instance}} answers: why Rouse does nothing about an instance now.
 *
 * @param instance the instance
 * @param at broker time of the newest tick or fact that the answer knows; null when none is known
 * @param summary one sentence: the first of the holds
 * @param holds what holds Rouse back now, the strongest first; never empty
 * @param conditions what would have to be so for Rouse to act, one sentence each
 */
public record WhyNot(
    String instance, Instant at, String summary, List<Hold> holds, List<String> conditions) {

  /**
   * Something that holds Rouse back.
   *
   * @param kind one word for programs, such as {@code alive}, {@code held}, {@code backoff}
   * @param text a sentence
   * @param until when it ends by itself; null when it waits for an event and not for a time
   */
  public record Hold(String kind, String text, Instant until) {}

  public WhyNot {
    holds = holds == null ? List.of() : List.copyOf(holds);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
