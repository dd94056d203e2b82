package rouse.executor.balance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A server of a backend, as {@code show stat} has it.
 *
 * @param address as {@code 172.18.0.4:5000}
 * @param status as {@code UP}, {@code DOWN 1/2}, {@code DRAIN}, {@code MAINT}
 * @param sessions that it serves now
 * @param queued sessions that wait for it
 */
record HaproxyServer(String name, String address, String status, long sessions, long queued) {
  boolean isDraining() {
    return status.startsWith("DRAIN");
  }

  boolean isInMaintenance() {
    return status.startsWith("MAINT");
  }

  boolean isIdle() {
    return sessions == 0 && queued == 0;
  }

  /** Those of an answer to {@code show stat}, whose first line names the fields. */
  static List<HaproxyServer> parse(String answer) throws IOException {
    List<String> lines = answer.lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty() || !lines.getFirst().startsWith("# ")) {
      throw new IOException("HAProxy answers: " + answer.strip());
    }
    List<String> fields = Arrays.asList(lines.getFirst().substring(2).split(","));
    List<HaproxyServer> servers = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> values = Arrays.asList(line.split(",", -1));
      servers.add(
          new HaproxyServer(
              text(fields, values, "svname"),
              text(fields, values, "addr"),
              text(fields, values, "status"),
              number(text(fields, values, "scur")),
              number(text(fields, values, "qcur"))));
    }
    return servers;
  }

  private static String text(List<String> fields, List<String> values, String name)
      throws IOException {
    int at = fields.indexOf(name);
    if (at < 0 || at >= values.size()) {
      throw new IOException("HAProxy tells no " + name + " of a server");
    }
    return values.get(at);
  }

  private static long number(String text) {
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }
}
