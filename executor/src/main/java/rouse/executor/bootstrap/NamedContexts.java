package rouse.executor.bootstrap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import rouse.executor.compose.model.BuildDefinition;

/**
 * Additional contexts as every builder understands them: each becomes a stage of its own name above
 * the first of the Dockerfile, filled from a folder of the archive or from an image.
 */
final class NamedContexts {
  /** The folder of the archive that holds them. */
  static final String FOLDER = ".rouse.contexts/";

  private static final Pattern FIRST_STAGE = Pattern.compile("(?im)^[ \\t]*FROM\\s");
  private static final Pattern LINE = Pattern.compile("\\bline (\\d+)");

  private final List<String> stages = new ArrayList<>();
  private final String before;
  private final String after;

  NamedContexts(Map<String, String> contexts, String dockerfile) {
    new TreeMap<>(contexts)
        .forEach(
            (name, from) -> {
              if (from.startsWith(BuildDefinition.IMAGE)) {
                stages.add(
                    "FROM " + from.substring(BuildDefinition.IMAGE.length()) + " AS " + name);
              } else {
                stages.add("FROM scratch AS " + name);
                stages.add("COPY " + FOLDER + name + "/ /");
              }
            });
    Matcher first = FIRST_STAGE.matcher(dockerfile);
    int at = first.find() ? first.start() : dockerfile.length();
    this.before = dockerfile.substring(0, at);
    this.after = dockerfile.substring(at);
  }

  /** The Dockerfile with their stages in it. */
  String dockerfile() {
    StringBuilder text = new StringBuilder(before);
    stages.forEach(line -> text.append(line).append('\n'));
    return text.append(after).toString();
  }

  /** A builder's words with the line numbers of the Dockerfile as its author wrote it. */
  String asWritten(String words) {
    int head = (int) before.chars().filter(c -> c == '\n').count();
    return LINE.matcher(words)
        .replaceAll(
            line -> {
              int number = Integer.parseInt(line.group(1));
              return "line " + (number > head ? Math.max(head, number - stages.size()) : number);
            });
  }
}
