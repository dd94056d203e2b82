package rouse.executor.bootstrap;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The images a Dockerfile builds upon: what its FROM and COPY --from lines name. */
final class BaseImages {
  private static final Pattern ARG =
      Pattern.compile("ARG\\s+([A-Za-z_][A-Za-z0-9_]*)(?:=(.*))?", Pattern.CASE_INSENSITIVE);
  private static final Pattern FROM =
      Pattern.compile(
          "FROM\\s+(?:--\\S+\\s+)*(\\S+)(?:\\s+AS\\s+(\\S+))?.*", Pattern.CASE_INSENSITIVE);
  private static final Pattern COPY =
      Pattern.compile("COPY\\s+(?:--\\S+\\s+)*?--from=(\\S+)\\s.*", Pattern.CASE_INSENSITIVE);
  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}|([A-Za-z_][A-Za-z0-9_]*))");

  private BaseImages() {}

  /**
   * @param arguments build arguments, which win over the Dockerfile's defaults
   */
  static Set<String> of(String dockerfile, Map<String, String> arguments) {
    Map<String, String> known = new HashMap<>();
    Set<String> stages = new HashSet<>(Set.of("scratch"));
    Set<String> bases = new LinkedHashSet<>();
    for (String line : instructions(dockerfile)) {
      Matcher arg = ARG.matcher(line);
      Matcher from = FROM.matcher(line);
      Matcher copy = COPY.matcher(line);
      if (arg.matches()) {
        String value = arg.group(2) == null ? null : unquoted(arg.group(2));
        String given = arguments.getOrDefault(arg.group(1), value);
        if (given != null) {
          known.putIfAbsent(arg.group(1), given);
        }
      } else if (from.matches()) {
        add(bases, stages, filled(from.group(1), known));
        if (from.group(2) != null) {
          stages.add(from.group(2).toLowerCase(Locale.ROOT));
        }
      } else if (copy.matches() && !copy.group(1).matches("[0-9]+")) {
        add(bases, stages, filled(copy.group(1), known));
      }
    }
    return bases;
  }

  private static void add(Set<String> bases, Set<String> stages, String image) {
    if (!image.isEmpty() && !stages.contains(image.toLowerCase(Locale.ROOT))) {
      bases.add(image);
    }
  }

  private static List<String> instructions(String dockerfile) {
    return dockerfile
        .replaceAll("\\\\[ \\t]*\\r?\\n", " ")
        .lines()
        .map(String::strip)
        .filter(l -> !l.startsWith("#"))
        .toList();
  }

  private static String filled(String text, Map<String, String> known) {
    return VARIABLE
        .matcher(unquoted(text))
        .replaceAll(
            m -> {
              String name = m.group(1) == null ? m.group(3) : m.group(1);
              String otherwise = m.group(2) == null ? "" : m.group(2);
              return Matcher.quoteReplacement(known.getOrDefault(name, otherwise));
            });
  }

  private static String unquoted(String text) {
    return text.strip().replaceAll("^([\"'])(.*)\\1$", "$2");
  }
}
