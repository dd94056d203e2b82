package rouse.executor.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import rouse.executor.compose.model.PortDefinition;
import rouse.executor.compose.model.PortDefinition.Protocol;
import rouse.executor.compose.yaml.MessageText;
import rouse.executor.compose.yaml.Section;

/** Published ports, in the short form ({@code [[IP:]PUBLISHED:]TARGET[/PROTOCOL]}) and the long. */
final class PortReader {
  private static final Pattern SHORT =
      Pattern.compile(
          "(?:(?<ip>\\[[0-9a-fA-F:.%]+]|[0-9.]+|[0-9a-fA-F:]*?::[0-9a-fA-F:]*?):)??(?:(?<published>[0-9]*(?:-[0-9]+)?):)?"
              + "(?<target>[0-9]+(?:-[0-9]+)?)(?:/(?<protocol>(?i:tcp|udp|sctp)))?");
  private static final String RANGE = "[0-9]+(-[0-9]+)?";
  private static final int HIGHEST = 65535;
  private static final int LONGEST = 100;

  /** Thousands of published ports are a slip of the pen, and a proxy process each. */
  private static final int MOST = 1024;

  private record Range(int first, int last) {
    int length() {
      return last - first + 1;
    }
  }

  List<PortDefinition> read(Section ports) {
    List<PortDefinition> all = new ArrayList<>();
    for (Section item : ports.items()) {
      List<PortDefinition> some = item.isMapping() ? longForm(item) : shortForm(item);
      if (all.size() + some.size() > MOST) {
        item.error(
            "more than " + MOST + " published ports", "Publish only what is asked from outside.");
        return all;
      }
      all.addAll(some);
    }
    return all.stream().distinct().toList();
  }

  private static List<PortDefinition> shortForm(Section item) {
    Optional<String> text = item.text();
    if (text.isEmpty()) {
      return List.of();
    }
    // An empty address, as in ":443:443", is every address.
    Matcher form = SHORT.matcher(text.get().replaceFirst("^:(?=[0-9]+(-[0-9]+)?:)", ""));
    if (text.get().length() > LONGEST || !form.matches()) {
      item.error(
          MessageText.quoted(text.get()) + " is no port",
          "Write [[IP:]PUBLISHED:]TARGET[/PROTOCOL], such as \"127.0.0.1:8080:80/tcp\".");
      return List.of();
    }
    return expand(
        item,
        Optional.ofNullable(form.group("ip")).map(ip -> ip.replaceAll("[\\[\\]]", "")),
        Optional.ofNullable(form.group("published")).filter(p -> !p.isEmpty()),
        form.group("target"),
        Optional.ofNullable(form.group("protocol")));
  }

  private static List<PortDefinition> longForm(Section item) {
    Optional<String> target = item.text("target").filter(t -> t.matches(RANGE));
    if (target.isEmpty()) {
      return List.of();
    }
    Optional<String> published = item.text("published").filter(p -> !p.isEmpty());
    if (published.isPresent() && !published.get().matches(RANGE)) {
      item.at("published")
          .error(MessageText.quoted(published.get()) + " is no port", "Write a port or a range.");
      return List.of();
    }
    Section address = item.at("host_ip");
    if (address
        .text()
        .filter(ip -> !ip.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.%]*"))
        .isPresent()) {
      address.error(
          MessageText.quoted(address.text().get()) + " is no address",
          "Write one such as 127.0.0.1 or ::1; names are not looked up.");
      return List.of();
    }
    return expand(item, address.text(), published, target.get(), item.text("protocol"));
  }

  private static List<PortDefinition> expand(
      Section item,
      Optional<String> ip,
      Optional<String> published,
      String target,
      Optional<String> protocol) {
    Optional<Range> targets = range(item, target);
    Optional<Range> hosts = published.flatMap(p -> range(item, p));
    if (targets.isEmpty() || (published.isPresent() && hosts.isEmpty())) {
      return List.of();
    }
    Protocol over = protocol.flatMap(PortReader::protocol).orElse(Protocol.TCP);
    Range inside = targets.get();
    if (inside.length() == 1) {
      return List.of(new PortDefinition(ip, published, inside.first(), over));
    }
    if (hosts.isPresent() && hosts.get().length() != inside.length()) {
      item.error(
          "the ranges " + published.get() + " and " + target + " differ in length",
          "Give both as many ports.");
      return List.of();
    }
    List<PortDefinition> each = new ArrayList<>();
    for (int i = 0; i < inside.length(); i++) {
      int offset = i;
      Optional<String> host = hosts.map(h -> Integer.toString(h.first() + offset));
      each.add(new PortDefinition(ip, host, inside.first() + i, over));
    }
    return each;
  }

  private static Optional<Protocol> protocol(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "tcp" -> Optional.of(Protocol.TCP);
      case "udp" -> Optional.of(Protocol.UDP);
      case "sctp" -> Optional.of(Protocol.SCTP);
      default -> Optional.empty();
    };
  }

  private static Optional<Range> range(Section item, String text) {
    String[] ends = text.split("-", 2);
    int first = number(ends[0]);
    int last = ends.length == 2 ? number(ends[1]) : first;
    if (first < 1 || last > HIGHEST || last < first) {
      item.error(
          MessageText.quoted(text) + " is no port or range of ports",
          "Ports go from 1 to " + HIGHEST + ".");
      return Optional.empty();
    }
    if (last - first >= MOST) {
      item.error(
          "more than " + MOST + " ports in a range", "Publish only what is asked from outside.");
      return Optional.empty();
    }
    return Optional.of(new Range(first, last));
  }

  private static int number(String digits) {
    return digits.length() > 5 || digits.isEmpty() ? HIGHEST + 1 : Integer.parseInt(digits);
  }
}
