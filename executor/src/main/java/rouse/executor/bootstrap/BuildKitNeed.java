package rouse.executor.bootstrap;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first line of a Dockerfile that the classic builder does not understand.
 *
 * @param line counted from 1
 * @param what such as {@code RUN --mount}
 */
record BuildKitNeed(int line, String what) {
  private static final List<Pattern> FORMS =
      List.of(
          Pattern.compile("(?i)^\\s*(RUN\\s+(?:--\\S+\\s+)*?--(?:mount|network|security))\\b.*"),
          Pattern.compile(
              "(?i)^\\s*((?:COPY|ADD)\\s+(?:--\\S+\\s+)*?"
                  + "--(?:link|chmod|parents|exclude|checksum|keep-git-dir|unpack))\\b.*"),
          Pattern.compile("(?i)^\\s*((?:RUN|COPY|ADD)\\s(?:.*\\s)?<<-?[\"']?[A-Za-z_]\\w*).*"),
          Pattern.compile("(?i)^\\s*(FROM\\s+--platform=\"?\\$\\{?(?:BUILD|TARGET)PLATFORM).*"),
          Pattern.compile(
              "^\\s*((?i:ARG)\\s+(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT))\\s*(?:#.*)?$"));
  private static final Pattern GOES_ON = Pattern.compile(".*\\\\\\s*");

  /** Empty when every builder understands it. */
  static Optional<BuildKitNeed> of(String dockerfile) {
    List<String> lines = dockerfile.lines().toList();
    for (int at = 0; at < lines.size(); at++) {
      int first = at;
      StringBuilder whole = new StringBuilder(lines.get(at));
      while (GOES_ON.matcher(lines.get(at)).matches() && at + 1 < lines.size()) {
        at++;
        String more = lines.get(at);
        whole.append(more.strip().startsWith("#") ? "" : " " + more.strip());
      }
      String instruction = whole.toString().replace("\\", " ");
      for (Pattern form : FORMS) {
        Matcher found = form.matcher(instruction);
        if (found.matches()) {
          String what = found.group(1).strip().replaceAll("\\s+", " ");
          return Optional.of(new BuildKitNeed(first + 1, what));
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return "line " + line + ", " + what;
  }
}
