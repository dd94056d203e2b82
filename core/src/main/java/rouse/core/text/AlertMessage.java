package rouse.core.text;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.contracts.event.Notification.Channel;
import rouse.contracts.event.Nullable;

/**
 * The words for alerts, whoever sends them: one message to one person.
 *
 * @param group the same for what was raised and for its end
 * @param alerts at least one; the first gives the message its id, its kind and its cause
 * @param resolved all of them are over; else they have just begun
 */
public record AlertMessage(String platform, String group, List<Line> alerts, boolean resolved) {

  /** An SMS says what and how many; the rest is in the mail. */
  private static final int SMS_LENGTH = 300;

  /** Of more alerts than this, each has one line. */
  private static final int MOST_IN_FULL = 5;

  /** Ids that a message names; of more, the last are left out. */
  private static final int MOST_IDS = 100;

  private static final int LOG_LINES = 3;

  /**
   * One alert.
   *
   * @param text what is the matter, since when, and why
   * @param causeId id of the decision that raised it, or ended it
   * @param next what Rouse does about it
   * @param log the last lines that its container wrote
   * @param end how it ended; null when it lasts, or the text says so
   * @param causes ids of all decisions that this tells of
   */
  public record Line(
      String kind,
      String subject,
      String text,
      String causeId,
      @Nullable String correlationId,
      @Nullable String next,
      @Nullable String log,
      @Nullable String end,
      List<String> causes) {

    private Line(String kind, String subject, String text, String causeId, String correlationId) {
      this(kind, subject, text, causeId, correlationId, null, null, null, List.of(causeId));
    }

    private String headline() {
      String words = end == null ? text : end;
      return words.startsWith(subject) ? words : subject + " (" + kind + "): " + words;
    }

    private Stream<String> inFull() {
      return Stream.of(
              Stream.of(headline()),
              end == null ? Stream.<String>empty() : Stream.of("Before: " + text),
              lastLines(),
              end == null ? Stream.ofNullable(next) : Stream.<String>empty())
          .flatMap(lines -> lines);
    }

    private Stream<String> lastLines() {
      if (log == null || log.isEmpty()) {
        return Stream.empty();
      }
      List<String> lines = log.lines().toList();
      List<String> last = lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size());
      return Stream.concat(Stream.of("Its log ends with:"), last.stream().map(line -> "  " + line));
    }
  }

  /** The message for a single alert that was raised. */
  public static AlertMessage of(Decision.AlertRaised alert, String causeId, String correlationId) {
    Line line =
        new Line(
            alert.kind(),
            alert.subject(),
            alert.text(),
            causeId,
            correlationId,
            alert.next(),
            null,
            null,
            List.of(causeId));
    return new AlertMessage(alert.platform(), groupOf(line, correlationId), List.of(line), false);
  }

  /** The message for a single alert that is over. */
  public static AlertMessage of(
      Decision.AlertResolved alert, String causeId, String correlationId) {
    Line line = new Line(alert.kind(), alert.subject(), alert.text(), causeId, correlationId);
    return new AlertMessage(alert.platform(), groupOf(line, correlationId), List.of(line), true);
  }

  private static String groupOf(Line line, String correlationId) {
    return correlationId == null ? line.kind() + "/" + line.subject() : correlationId;
  }

  /** To one person; its id is made from the decision, so that a repeat is recognised. */
  public Envelope<Notification> to(String recipient, String source, Instant at) {
    Line first = alerts.getFirst();
    String id = "alert/" + first.causeId() + (resolved ? "/resolved/" : "/raised/") + recipient;
    Channel channel = Channel.of(recipient);
    String subject = subject();
    String text = text();
    Notification body =
        new Notification(
            id,
            platform,
            channel,
            recipient,
            subject,
            channel == Channel.SMS ? shortened(subject + "\n" + text) : text,
            first.kind(),
            group,
            resolved,
            alerts.stream().flatMap(a -> a.causes().stream()).limit(MOST_IDS).toList());
    return Envelope.of(id, source, at, body)
        .correlatedWith(isOfOneIncident() ? first.correlationId() : null)
        .causedBy(first.causeId());
  }

  private String text() {
    return alerts.stream()
        .flatMap(a -> alerts.size() <= MOST_IN_FULL ? a.inFull() : Stream.of(a.headline()))
        .collect(Collectors.joining("\n"));
  }

  private boolean isOfOneIncident() {
    return alerts.stream().map(Line::correlationId).distinct().count() == 1;
  }

  private String subject() {
    Line first = alerts.getFirst();
    String what =
        alerts.size() == 1
            ? first.subject() + ": " + first.kind()
            : alerts.size() + " alerts, the first: " + first.subject() + ": " + first.kind();
    return "[" + platform + "] " + (resolved ? "resolved: " : "") + what;
  }

  private static String shortened(String text) {
    return text.length() <= SMS_LENGTH ? text : text.substring(0, SMS_LENGTH) + "…";
  }
}
