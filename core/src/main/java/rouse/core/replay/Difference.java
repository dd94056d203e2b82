package rouse.core.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Nullable;
import rouse.core.step.Alerts;
import rouse.core.text.EventSummaries;

/**
 * Something that a replay concludes otherwise than was concluded.
 *
 * @param kind {@code added}, {@code avoided}, {@code earlier} or {@code later}
 * @param what {@code incident}, {@code restart}, {@code scaling}, {@code message} or {@code
 *     silence}
 * @param subject the instance, or what a message is about
 * @param then when it was; null when it was not
 * @param now when it is in the replay; null when it is not
 * @param modelled it follows from assumptions, since nothing of it was recorded
 */
public record Difference(
    String kind,
    String what,
    String subject,
    @Nullable Instant then,
    @Nullable Instant now,
    boolean modelled,
    String text) {
  /** What comes by so little earlier or later is the same. */
  private static final Duration SAME = Duration.ofMillis(500);

  /** What comes by more earlier or later is another. */
  private static final Duration OTHER = Duration.ofSeconds(60);

  private record Subject(String what, String name) implements Comparable<Subject> {
    @Override
    public int compareTo(Subject other) {
      return Comparator.comparing(Subject::name).thenComparing(Subject::what).compare(this, other);
    }
  }

  /** What differs, by subject and time. */
  public static List<Difference> between(List<Conclusion> then, List<Conclusion> now) {
    Map<Subject, List<Conclusion>> before = bySubject(then);
    Map<Subject, List<Conclusion>> after = bySubject(now);
    TreeSet<Subject> subjects = new TreeSet<>(before.keySet());
    subjects.addAll(after.keySet());
    List<Difference> all = new ArrayList<>();
    subjects.forEach(
        s ->
            all.addAll(
                between(s, before.getOrDefault(s, List.of()), after.getOrDefault(s, List.of()))));
    return all;
  }

  /** Silences that the observer finds otherwise; their ids are made from the evidence. */
  public static List<Difference> ofSilences(List<RecordedFact> then, List<RecordedFact> now) {
    Map<String, RecordedFact> before = silences(then);
    Map<String, RecordedFact> after = silences(now);
    List<Difference> all = new ArrayList<>();
    before.forEach(
        (id, f) -> all.addAll(after.containsKey(id) ? List.of() : List.of(of("avoided", f))));
    after.forEach(
        (id, f) -> all.addAll(before.containsKey(id) ? List.of() : List.of(of("added", f))));
    return all;
  }

  private static Map<String, RecordedFact> silences(List<RecordedFact> facts) {
    Map<String, RecordedFact> all = new LinkedHashMap<>();
    facts.stream()
        .filter(f -> f.fact() instanceof Fact.InstanceSilent)
        .forEach(f -> all.put(f.id(), f));
    return all;
  }

  private static Difference of(String kind, RecordedFact fact) {
    boolean added = kind.equals("added");
    return new Difference(
        kind,
        "silence",
        ((Fact.InstanceSilent) fact.fact()).instance().toString(),
        added ? null : fact.at(),
        added ? fact.at() : null,
        false,
        EventSummaries.of(fact.fact()));
  }

  private static List<Difference> between(
      Subject subject, List<Conclusion> then, List<Conclusion> now) {
    List<Difference> all = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < then.size() || j < now.size()) {
      Conclusion a = i < then.size() ? then.get(i) : null;
      Conclusion b = j < now.size() ? now.get(j) : null;
      Duration by = a == null || b == null ? null : Duration.between(a.at(), b.at());
      if (by != null && by.abs().compareTo(OTHER) <= 0) {
        if (by.abs().compareTo(SAME) > 0) {
          all.add(of(by.isNegative() ? "earlier" : "later", subject, a, b));
        }
        i++;
        j++;
      } else if (b == null || (a != null && a.at().isBefore(b.at()))) {
        all.add(of("avoided", subject, a, null));
        i++;
      } else {
        all.add(of("added", subject, null, b));
        j++;
      }
    }
    return all;
  }

  private static Difference of(String kind, Subject subject, Conclusion then, Conclusion now) {
    Conclusion shown = now == null ? then : now;
    return new Difference(
        kind,
        subject.what(),
        subject.name(),
        then == null ? null : then.at(),
        now == null ? null : now.at(),
        now != null && now.modelled(),
        EventSummaries.of(shown.decision()));
  }

  private static Map<Subject, List<Conclusion>> bySubject(List<Conclusion> conclusions) {
    Map<Subject, List<Conclusion>> all = new LinkedHashMap<>();
    for (Conclusion c : conclusions) {
      Subject subject = subjectOf(c.decision());
      if (subject != null) {
        all.computeIfAbsent(subject, s -> new ArrayList<>()).add(c);
      }
    }
    return all;
  }

  /** Null for what only explains the others. */
  private static Subject subjectOf(Decision decision) {
    return switch (decision) {
      case Decision.IncidentOpened d -> new Subject("incident", d.instance().toString());
      case Decision.IncidentReopened d -> new Subject("incident", d.instance().toString());
      case Decision.CommandIssued d ->
          new Subject(
              d.command() instanceof Command.Retire ? "scaling" : "restart",
              d.instance().toString());
      case Decision.Scaled d -> new Subject("scaling", d.platform() + "/" + d.module());
      case Decision.WorkerAdded d -> new Subject("scaling", d.instance().toString());
      case Decision.AlertRaised d -> message(d.kind(), d.subject() + " (" + d.kind() + ")");
      case Decision.AlertResolved d ->
          message(d.kind(), d.subject() + " (" + d.kind() + " is over)");
      default -> null;
    };
  }

  /** Each incident has a message, and is counted as an incident. */
  private static Subject message(String kind, String subject) {
    return kind.equals(Alerts.DOWN) ? null : new Subject("message", subject);
  }
}
