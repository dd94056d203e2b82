package rouse.cli.terminal;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import rouse.contracts.status.StoryLine;
import rouse.contracts.status.StoryLine.Told;
import rouse.contracts.status.WhyNot;

/** A story for a terminal: what happened when, by which rule, and who was told. */
public final class StoryText {
  private static final Pattern TIMES =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z");
  private static final DateTimeFormatter TIME = format("HH:mm:ss.SSS");
  private static final DateTimeFormatter DAY_AND_TIME = format("yyyy-MM-dd HH:mm:ss.SSS");
  private static final String INDENT = " ".repeat(14);

  private StoryText() {}

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneId.systemDefault());
  }

  /** A story, the newest line first; the day stands above its first line. */
  public static List<String> lines(List<StoryLine> story) {
    List<String> lines = new ArrayList<>();
    String day = "";
    for (StoryLine each : story) {
      String when = each.at() == null ? "-" : DAY_AND_TIME.format(each.at());
      String itsDay = when.split(" ")[0];
      if (!itsDay.equals(day)) {
        lines.add(itsDay);
        day = itsDay;
      }
      String time = each.at() == null ? "-" : TIME.format(each.at());
      lines.add(SafeText.padded(time, INDENT.length()) + local(each.text()));
      lines.addAll(details(each));
    }
    return lines;
  }

  private static List<String> details(StoryLine line) {
    List<String> details = new ArrayList<>();
    if (line.rule() != null || !line.numbers().isEmpty()) {
      String numbers =
          line.numbers().entrySet().stream()
              .map(StoryText::number)
              .collect(Collectors.joining(", "));
      String rule = line.rule() == null ? "" : "rule: " + SafeText.oneLine(line.rule());
      boolean both = !rule.isEmpty() && !numbers.isEmpty();
      details.add(INDENT + rule + (both ? "; " : "") + numbers);
    }
    line.evidence().forEach(text -> details.add(INDENT + "| " + SafeText.oneLine(text)));
    line.told().forEach(told -> details.add(INDENT + told(told)));
    return details;
  }

  private static String number(Map.Entry<String, String> number) {
    return SafeText.oneLine(number.getKey()) + " " + local(number.getValue());
  }

  private static String told(Told told) {
    String by = told.channel() == null ? "" : " by " + SafeText.oneLine(told.channel());
    String detail = told.detail() == null ? "" : " (" + SafeText.oneLine(told.detail()) + ")";
    return "told: "
        + SafeText.orDash(told.recipient())
        + by
        + ": "
        + SafeText.orDash(told.outcome())
        + detail;
  }

  /** Why nothing is done about an instance, and what would have to be so. */
  public static List<String> lines(WhyNot answer) {
    List<String> lines = new ArrayList<>();
    lines.add("Rouse does nothing about " + SafeText.orDash(answer.instance()) + " now, because:");
    answer
        .holds()
        .forEach(
            hold ->
                lines.add(
                    "  - "
                        + local(hold.text())
                        + (hold.until() == null ? "" : " Until " + time(hold.until()) + ".")));
    if (!answer.conditions().isEmpty()) {
      lines.add("For Rouse to act:");
      answer.conditions().forEach(text -> lines.add("  - " + local(text)));
    }
    return lines;
  }

  private static String time(Instant at) {
    return DAY_AND_TIME.format(at);
  }

  /** Times in the time zone of whoever reads. */
  private static String local(String text) {
    return TIMES
        .matcher(SafeText.orDash(text))
        .replaceAll(match -> TIME.format(Instant.parse(match.group())));
  }
}
