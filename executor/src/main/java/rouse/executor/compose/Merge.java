package rouse.executor.compose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One tree over another, as the Compose Specification merges several files: mappings key by key,
 * lists one after the other, else the upper wins; with exceptions for some keys of a service.
 */
final class Merge {
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

  static final Yaml NOTHING = new Yaml.Scalar(Mark.NOWHERE, null, "");

  private Merge() {}

  /**
   * The upper over the lower.
   *
   * @param at where in a file both stand, with {@code *} for names
   */
  static Yaml of(String at, Yaml lower, Yaml upper) {
    if (isNothing(upper) && !isNothing(lower)) {
      return lower;
    }
    if (WHOLE.contains(at)) {
      return upper;
    }
    if (PAIRS.contains(at)) {
      boolean plain = isNothing(lower) && !(upper instanceof Yaml.Mapping);
      return plain ? upper : mappings(at, pairs(lower), pairs(upper));
    }
    if (TEXTS.contains(at)) {
      return isNothing(lower) ? upper : listings(at, texts(lower), texts(upper));
    }
    Yaml below = canonical(at, lower, upper);
    Yaml above = canonical(at, upper, lower);
    if (above instanceof Yaml.Mapping mapping) {
      boolean other = at.equals(S + "logging") && differ(below, mapping, "driver");
      return mappings(at, below instanceof Yaml.Mapping m && !other ? m : empty(above), mapping);
    }
    return above instanceof Yaml.Listing listing
        ? listings(at, below instanceof Yaml.Listing l ? l : none(above), listing)
        : above;
  }

  private static Yaml.Mapping mappings(String at, Yaml.Mapping lower, Yaml.Mapping upper) {
    Map<String, Yaml.Entry> merged = new LinkedHashMap<>(lower.entries());
    upper
        .entries()
        .forEach(
            (key, entry) -> {
              Yaml.Entry below = merged.get(key);
              boolean replaces =
                  entry.merging() == Yaml.Merging.OVERRIDE
                      || (key.startsWith("x-") && !key.equals(RouseReader.KEY));
              Yaml base = below == null || replaces ? NOTHING : below.value();
              if (entry.merging() == Yaml.Merging.RESET) {
                merged.remove(key);
              } else {
                merged.put(
                    key, new Yaml.Entry(entry.mark(), of(below(at, key), base, entry.value())));
              }
            });
    return new Yaml.Mapping(upper.mark(), merged);
  }

  /** Of two that mean the same place, the later stands where the first stood. */
  private static Yaml.Listing listings(String at, Yaml.Listing lower, Yaml.Listing upper) {
    Map<Object, Yaml> merged = new LinkedHashMap<>();
    List<Yaml> all = new ArrayList<>(lower.items());
    upper.items().forEach(item -> all.add(of(at + "[]", NOTHING, item)));
    all.forEach(item -> merged.put(identity(at, item), item));
    return new Yaml.Listing(upper.mark(), List.copyOf(merged.values()));
  }

  private static Object identity(String at, Yaml item) {
    String text = Yaml.text(item);
    Yaml.Mapping mapping = item instanceof Yaml.Mapping m ? m : null;
    Object key =
        switch (at) {
          case S + "volumes" -> text == null ? valueOf(mapping, "target") : mountTarget(text);
          case S + "devices" -> text == null ? valueOf(mapping, "target") : mountTarget(text);
          case S + "secrets", S + "configs" ->
              text == null ? either(valueOf(mapping, "target"), valueOf(mapping, "source")) : text;
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

  private static String either(String one, String other) {
    return one == null ? other : one;
  }

  private static String valueOf(Yaml.Mapping mapping, String key) {
    return mapping == null ? null : Yaml.text(mapping.get(key));
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
  private static Yaml canonical(String at, Yaml node, Yaml other) {
    if (at.equals(S + "build") && Yaml.text(node) != null && other instanceof Yaml.Mapping) {
      return mapping(node.mark(), "context", node);
    }
    boolean named = at.equals(S + "depends_on") || at.equals(S + "networks");
    if (!named || !(node instanceof Yaml.Listing listing) || !(other instanceof Yaml.Mapping)) {
      return node;
    }
    Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
    for (Yaml item : listing.items()) {
      Yaml value =
          at.equals(S + "networks")
              ? new Yaml.Scalar(item.mark(), null, "")
              : mapping(
                  item.mark(), "condition", Yaml.Scalar.string(item.mark(), "service_started"));
      entries.put(String.valueOf(Yaml.text(item)), new Yaml.Entry(item.mark(), value));
    }
    return new Yaml.Mapping(listing.mark(), entries);
  }

  private static Yaml.Mapping pairs(Yaml node) {
    if (node instanceof Yaml.Mapping mapping) {
      return mapping;
    }
    Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
    if (node instanceof Yaml.Listing listing) {
      for (Yaml item : listing.items()) {
        String text = String.valueOf(Yaml.text(item));
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        Yaml value =
            equals < 0
                ? new Yaml.Scalar(item.mark(), null, "")
                : Yaml.Scalar.string(item.mark(), text.substring(equals + 1));
        entries.put(name, new Yaml.Entry(item.mark(), value));
      }
    }
    return new Yaml.Mapping(node.mark(), entries);
  }

  private static Yaml.Listing texts(Yaml node) {
    return switch (node) {
      case Yaml.Listing listing -> listing;
      case Yaml.Scalar scalar -> new Yaml.Listing(scalar.mark(), List.of(scalar));
      case Yaml.Mapping hosts -> {
        List<Yaml> lines = new ArrayList<>();
        hosts
            .entries()
            .forEach(
                (name, entry) ->
                    texts(entry.value())
                        .items()
                        .forEach(
                            ip ->
                                lines.add(
                                    Yaml.Scalar.string(entry.mark(), name + "=" + Yaml.text(ip)))));
        yield new Yaml.Listing(hosts.mark(), lines);
      }
    };
  }

  private static boolean differ(Yaml lower, Yaml.Mapping upper, String key) {
    String one = lower instanceof Yaml.Mapping m ? Yaml.text(m.get(key)) : null;
    String other = Yaml.text(upper.get(key));
    return one != null && other != null && !one.equals(other);
  }

  /** Whether two trees say the same, wherever they say it. */
  static boolean same(Yaml one, Yaml other) {
    return switch (one) {
      case Yaml.Scalar scalar ->
          other instanceof Yaml.Scalar s && Objects.equals(scalar.value(), s.value());
      case Yaml.Listing listing -> {
        List<Yaml> items = other instanceof Yaml.Listing l ? l.items() : List.of();
        yield other instanceof Yaml.Listing
            && items.size() == listing.items().size()
            && IntStream.range(0, items.size())
                .allMatch(i -> same(listing.items().get(i), items.get(i)));
      }
      case Yaml.Mapping mapping ->
          other instanceof Yaml.Mapping m
              && m.entries().keySet().equals(mapping.entries().keySet())
              && mapping.entries().keySet().stream()
                  .allMatch(key -> same(mapping.get(key), m.get(key)));
    };
  }

  static boolean isNothing(Yaml node) {
    return node instanceof Yaml.Scalar s && s.value() == null;
  }

  private static Yaml.Mapping empty(Yaml node) {
    return new Yaml.Mapping(node.mark(), Map.of());
  }

  private static Yaml.Listing none(Yaml node) {
    return new Yaml.Listing(node.mark(), List.of());
  }

  private static Yaml.Mapping mapping(Mark mark, String key, Yaml value) {
    return new Yaml.Mapping(mark, Map.of(key, new Yaml.Entry(mark, value)));
  }
}
