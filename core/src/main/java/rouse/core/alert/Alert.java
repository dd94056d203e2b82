package rouse.core.alert;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import rouse.contracts.event.Nullable;

/**
 * One thing that people must know of.
 *
 * @param kind {@code down}, {@code quarantine}, {@code host-silent} …
 * @param subject what it is about; kind and subject together are the alert
 * @param text what is the matter, since when, and why
 * @param recipients who is told
 * @param causeId id of the decision that raised it last, or ended it
 * @param correlationId the incident it belongs to
 * @param toldAt when a message with it went out; null: not yet
 * @param overAt when it was over; null: it lasts
 * @param next what Rouse does about it
 * @param log the last lines that its container wrote
 * @param end how it ended
 * @param inhibitedBy subject of what comes first; null: nothing does
 * @param group of those that were told in one message, and end in one; null: not told
 * @param causes ids of the decisions that nobody was told of yet
 */
public record Alert(
    String kind,
    String subject,
    String text,
    List<String> recipients,
    String causeId,
    @Nullable String correlationId,
    @Nullable Instant toldAt,
    @Nullable Instant overAt,
    @Nullable String next,
    @Nullable String log,
    @Nullable String end,
    @Nullable String inhibitedBy,
    @Nullable String group,
    @Nullable List<String> causes) {
  private static final int MOST_CAUSES = 10;

  public Alert {
    recipients = List.copyOf(recipients);
    causes = causes == null ? List.of(causeId) : List.copyOf(causes);
  }

  public static Alert raised(
      String kind,
      String subject,
      String text,
      List<String> recipients,
      String causeId,
      String correlationId) {
    return new Alert(
        kind,
        subject,
        text,
        recipients,
        causeId,
        correlationId,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(causeId));
  }

  boolean is(String otherKind, String otherSubject) {
    return kind.equals(otherKind) && subject.equals(otherSubject);
  }

  boolean lasts() {
    return overAt == null;
  }

  boolean isTold() {
    return toldAt != null;
  }

  /** What a message about it alone would be called; the same for all alerts of an incident. */
  String ownGroup() {
    return correlationId == null ? kind + "/" + subject : correlationId;
  }

  /** The message that it was told in; of those that were told by an earlier version, its own. */
  String toldIn() {
    return group == null ? ownGroup() : group;
  }

  public Alert next(String words) {
    return with(text, causeId, toldAt, overAt, words, log, end, inhibitedBy, group, causes);
  }

  public Alert inhibitedBy(String other) {
    return with(text, causeId, toldAt, overAt, next, log, end, other, group, causes);
  }

  Alert explained(String lines) {
    return with(text, causeId, toldAt, overAt, next, lines, end, inhibitedBy, group, causes);
  }

  Alert told(Instant at, String message) {
    return with(text, causeId, at, overAt, next, log, end, inhibitedBy, message, List.of());
  }

  /** Its end is told with the end of those that were told in a message before. */
  Alert joining(Instant at, String message) {
    return with(text, causeId, at, overAt, next, log, end, inhibitedBy, message, causes);
  }

  Alert over(Instant at, String words, String cause) {
    List<String> untold = isTold() ? List.of(cause) : and(causes, cause);
    return with(text, cause, toldAt, at, null, log, words, inhibitedBy, group, untold);
  }

  /** Raised again: the newer words, and told again only when {@code again}. */
  Alert renewed(Alert newer, boolean again) {
    return new Alert(
        kind,
        subject,
        newer.text,
        newer.recipients,
        newer.causeId,
        newer.correlationId,
        again ? null : toldAt,
        null,
        newer.next,
        newer.log == null ? log : newer.log,
        null,
        newer.inhibitedBy,
        group,
        and(causes, newer.causeId));
  }

  private static List<String> and(List<String> before, String cause) {
    List<String> all = Stream.concat(before.stream(), Stream.of(cause)).toList();
    return all.subList(Math.max(0, all.size() - MOST_CAUSES), all.size());
  }

  private Alert with(
      String newText,
      String newCause,
      Instant newToldAt,
      Instant newOverAt,
      String newNext,
      String newLog,
      String newEnd,
      String newInhibitor,
      String newGroup,
      List<String> newCauses) {
    return new Alert(
        kind,
        subject,
        newText,
        recipients,
        newCause,
        correlationId,
        newToldAt,
        newOverAt,
        newNext,
        newLog,
        newEnd,
        newInhibitor,
        newGroup,
        newCauses);
  }
}
