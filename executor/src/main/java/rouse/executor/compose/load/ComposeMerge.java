package rouse.executor.compose.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import rouse.executor.compose.RouseReader;
import rouse.executor.compose.yaml.SourceMark;
import rouse.executor.compose.yaml.YamlDocument;

/**
 * One tree over another, as the Compose Specification merges several files: mappings key by key,
 * lists one after the other, else the upper wins; with exceptions for some keys of a service.
 */
final class ComposeMerge {
  static final String SERVICE = "services.*";
  private static final String S = SERVICE + ".";

  /** The upper takes the place of the lower. */
  private static final Set<String> WHOLE =
      Set.of(S + "command", S + "entrypoint", S + "healthcheck.test", S + "ulimits.*");

  /** A list of {@code NAME=value} is as good as a mapping. */
  private static final Set<String> PAIRS =
      Set.of(
          "networks.*.labels",
          "volumes.*.labels",
          "secrets.*.labels",
          "configs.*.labels",
          S + "annotations",
          S + "build.additional_contexts",
          S + "build.args",
          S + "build.labels",
          S + "deploy.labels",
          S + "environment",
          S + "labels",
          S + "sysctls",
          S + "volumes[].volume.labels");

  /** One text is a list of one. */
  private static final Set<String> TEXTS =
      Set.of(
          S + "dns",
          S + "dns_opt",
          S + "dns_search",
          S + "env_file",
          S + "extra_hosts",
          S + "build.extra_hosts",
          S + "label_file",
          S + "tmpfs");

  static final YamlDocument NOTHING = new YamlDocument.Scalar(SourceMark.NOWHERE, null, "");

  private ComposeMerge() {}

  /**
   * The upper over the lower.
   *
   * @param at where in a file both stand, with {@code *} for names
   */
  static YamlDocument of(String at, YamlDocument lower, YamlDocument upper) {
    if (isNothing(upper) && !isNothing(lower)) {
      return lower;
    }
    if (WHOLE.contains(at)) {
      return upper;
    }
    if (PAIRS.contains(at)) {
      boolean plain = isNothing(lower) && !(upper instanceof YamlDocument.Mapping);
      return plain ? upper : mappings(at, pairs(lower), pairs(upper));
    }
    if (TEXTS.contains(at)) {
      return isNothing(lower) ? upper : listings(at, texts(lower), texts(upper));
    }
    YamlDocument below = canonical(at, lower, upper);
    YamlDocument above = canonical(at, upper, lower);
    if (above instanceof YamlDocument.Mapping mapping) {
      boolean other = at.equals(S + "logging") && differ(below, mapping, "driver");
      return mappings(
          at, below instanceof YamlDocument.Mapping m && !other ? m : empty(above), mapping);
    }
    return above instanceof YamlDocument.Listing listing
        ? listings(at, below instanceof YamlDocument.Listing l ? l : none(above), listing)
        : above;
  }

  private static YamlDocument.Mapping mappings(
      String at, YamlDocument.Mapping lower, YamlDocument.Mapping upper) {
    Map<String, YamlDocument.Entry> merged = new LinkedHashMap<>(lower.entries());
    upper
        .entries()
        .forEach(
            (key, entry) -> {
              YamlDocument.Entry below = merged.get(key);
              boolean replaces =
                  entry.merging() == YamlDocument.Merging.OVERRIDE
                      || (key.startsWith("x-") && !key.equals(RouseReader.KEY));
              YamlDocument base = below == null || replaces ? NOTHING : below.value();
              if (entry.merging() == YamlDocument.Merging.RESET) {
                merged.remove(key);
              } else {
                merged.put(
                    key,
                    new YamlDocument.Entry(entry.mark(), of(below(at, key), base, entry.value())));
              }
            });
    return new YamlDocument.Mapping(upper.mark(), merged);
  }

  /** Of two that mean the same place, the later stands where the first stood. */
  private static YamlDocument.Listing listings(
      String at, YamlDocument.Listing lower, YamlDocument.Listing upper) {
    Map<Object, YamlDocument> merged = new LinkedHashMap<>();
    List<YamlDocument> all = new ArrayList<>(lower.items());
    upper.items().forEach(item -> all.add(of(at + "[]", NOTHING, item)));
    all.forEach(item -> merged.put(identity(at, item), item));
    return new YamlDocument.Listing(upper.mark(), List.copyOf(merged.values()));
  }

  private static Object identity(String at, YamlDocument item) {
    String text = YamlDocument.text(item);
    YamlDocument.Mapping mapping = item instanceof YamlDocument.Mapping m ? m : null;
    Object key =
        switch (at) {
          case S + "volumes" -> text == null ? valueOf(mapping, "target") : mountTarget(text);
          case S + "devices" -> text == null ? valueOf(mapping, "target") : mountTarget(text);
          case S + "secrets", S + "configs" -> grantTarget(at, text, mapping);
          case S + "env_file" -> text == null ? valueOf(mapping, "path") : text;
          case S + "ports", S + "expose", S + "cap_add", S + "cap_drop", S + "security_opt" -> text;
          case S + "dns", S + "dns_opt", S + "dns_search", S + "tmpfs", S + "label_file" -> text;
          case S + "extra_hosts", S + "links", S + "external_links", S + "group_add" -> text;
          case S + "profiles", S + "volumes_from", S + "device_cgroup_rules" -> text;
          default -> null;
        };
    // An item without a name is itself: no other takes its place.
    return key == null ? new Object() : key;
  }

  /** Where it will be in the container: its own name in the usual folder unless it says. */
  private static String grantTarget(String at, String text, YamlDocument.Mapping mapping) {
    String said = text == null ? valueOf(mapping, "target") : text;
    String target = said == null ? valueOf(mapping, "source") : said;
    String folder = at.endsWith("secrets") ? "/run/secrets/" : "/";
    return target == null || target.startsWith("/") ? target : folder + target;
  }

  private static String valueOf(YamlDocument.Mapping mapping, String key) {
    return mapping == null ? null : YamlDocument.text(mapping.get(key));
  }

  private static String mountTarget(String text) {
    String[] parts = text.split(":", -1);
    return parts.length == 1 ? parts[0] : parts[1];
  }

  private static String below(String at, String key) {
    return switch (at) {
      case "" -> key;
      case "services", "networks", "volumes", "secrets", "configs", S + "networks", S + "ulimits" ->
          at + ".*";
      default -> at + "." + key;
    };
  }

  /** The long form of what also has a short one, when the other side needs it. */
  private static YamlDocument canonical(String at, YamlDocument node, YamlDocument other) {
    if (at.equals(S + "build")
        && YamlDocument.text(node) != null
        && other instanceof YamlDocument.Mapping) {
      return mapping(node.mark(), "context", node);
    }
    boolean named = at.equals(S + "depends_on") || at.equals(S + "networks");
    if (!named
        || !(node instanceof YamlDocument.Listing listing)
        || !(other instanceof YamlDocument.Mapping)) {
      return node;
    }
    Map<String, YamlDocument.Entry> entries = new LinkedHashMap<>();
    for (YamlDocument item : listing.items()) {
      YamlDocument value =
          at.equals(S + "networks")
              ? new YamlDocument.Scalar(item.mark(), null, "")
              : mapping(
                  item.mark(),
                  "condition",
                  YamlDocument.Scalar.string(item.mark(), "service_started"));
      entries.put(
          String.valueOf(YamlDocument.text(item)), new YamlDocument.Entry(item.mark(), value));
    }
    return new YamlDocument.Mapping(listing.mark(), entries);
  }

  private static YamlDocument.Mapping pairs(YamlDocument node) {
    if (node instanceof YamlDocument.Mapping mapping) {
      return mapping;
    }
    Map<String, YamlDocument.Entry> entries = new LinkedHashMap<>();
    if (node instanceof YamlDocument.Listing listing) {
      for (YamlDocument item : listing.items()) {
        String text = String.valueOf(YamlDocument.text(item));
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        YamlDocument value =
            equals < 0
                ? new YamlDocument.Scalar(item.mark(), null, "")
                : YamlDocument.Scalar.string(item.mark(), text.substring(equals + 1));
        entries.put(name, new YamlDocument.Entry(item.mark(), value));
      }
    }
    return new YamlDocument.Mapping(node.mark(), entries);
  }

  private static YamlDocument.Listing texts(YamlDocument node) {
    return switch (node) {
      case YamlDocument.Listing listing -> listing;
      case YamlDocument.Scalar scalar -> new YamlDocument.Listing(scalar.mark(), List.of(scalar));
      case YamlDocument.Mapping hosts -> {
        List<YamlDocument> lines = new ArrayList<>();
        hosts
            .entries()
            .forEach(
                (name, entry) ->
                    texts(entry.value())
                        .items()
                        .forEach(
                            ip ->
                                lines.add(
                                    YamlDocument.Scalar.string(
                                        entry.mark(), name + "=" + YamlDocument.text(ip)))));
        yield new YamlDocument.Listing(hosts.mark(), lines);
      }
    };
  }

  private static boolean differ(YamlDocument lower, YamlDocument.Mapping upper, String key) {
    String one = lower instanceof YamlDocument.Mapping m ? YamlDocument.text(m.get(key)) : null;
    String other = YamlDocument.text(upper.get(key));
    return one != null && other != null && !one.equals(other);
  }

  /** Whether two trees say the same, wherever they say it. */
  static boolean same(YamlDocument one, YamlDocument other) {
    return switch (one) {
      case YamlDocument.Scalar scalar ->
          other instanceof YamlDocument.Scalar s && Objects.equals(scalar.value(), s.value());
      case YamlDocument.Listing listing -> {
        List<YamlDocument> items = other instanceof YamlDocument.Listing l ? l.items() : List.of();
        yield other instanceof YamlDocument.Listing
            && items.size() == listing.items().size()
            && IntStream.range(0, items.size())
                .allMatch(i -> same(listing.items().get(i), items.get(i)));
      }
      case YamlDocument.Mapping mapping ->
          other instanceof YamlDocument.Mapping m
              && m.entries().keySet().equals(mapping.entries().keySet())
              && mapping.entries().keySet().stream()
                  .allMatch(key -> same(mapping.get(key), m.get(key)));
    };
  }

  static boolean isNothing(YamlDocument node) {
    return node instanceof YamlDocument.Scalar s && s.value() == null;
  }

  private static YamlDocument.Mapping empty(YamlDocument node) {
    return new YamlDocument.Mapping(node.mark(), Map.of());
  }

  private static YamlDocument.Listing none(YamlDocument node) {
    return new YamlDocument.Listing(node.mark(), List.of());
  }

  private static YamlDocument.Mapping mapping(SourceMark mark, String key, YamlDocument value) {
    return new YamlDocument.Mapping(mark, Map.of(key, new YamlDocument.Entry(mark, value)));
  }
}
