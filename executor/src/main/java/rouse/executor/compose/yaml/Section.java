package rouse.executor.compose.yaml;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import rouse.contracts.settings.Durations;
import rouse.executor.compose.ByteSizes;

/**
 * A place in the file, read leniently: what has a wrong type counts as absent, since the schema has
 * reported it, so that one mistake does not hide the others.
 */
public final class Section {
  private final YamlDocument node;
  private final SourceMark mark;
  private final String path;
  private final Findings findings;

  private Section(YamlDocument node, SourceMark mark, String path, Findings findings) {
    this.node = node;
    this.mark = mark;
    this.path = path;
    this.findings = findings;
  }

  public static Section root(YamlDocument node, Findings findings) {
    return new Section(node, SourceMark.line(1), "", findings);
  }

  public String path() {
    return path;
  }

  public void error(String message, String remedy) {
    findings.error(path, mark, message, remedy);
  }

  public void warning(String message, String remedy) {
    findings.warning(path, mark, message, remedy);
  }

  /** As {@link Findings#widens}. */
  public boolean widens(String message, String allowance) {
    return findings.widens(path, mark, message, allowance);
  }

  public boolean confined() {
    return findings.confined();
  }

  public boolean present() {
    return node != null && !(node instanceof YamlDocument.Scalar s && s.value() == null);
  }

  public boolean isMapping() {
    return node instanceof YamlDocument.Mapping;
  }

  public boolean isListing() {
    return node instanceof YamlDocument.Listing;
  }

  /** What stands under a key; a section that is not {@link #present} when there is nothing. */
  public Section at(String key) {
    YamlDocument.Entry entry = node instanceof YamlDocument.Mapping m ? m.entries().get(key) : null;
    String at = path.isEmpty() ? key : path + "." + key;
    return entry == null
        ? new Section(null, mark, at, findings)
        : new Section(entry.value(), entry.mark(), at, findings);
  }

  /** As {@link #at}, over several keys. */
  public Section at(String first, String... more) {
    Section section = at(first);
    for (String key : more) {
      section = section.at(key);
    }
    return section;
  }

  public Set<String> keys() {
    return node instanceof YamlDocument.Mapping m ? m.entries().keySet() : Set.of();
  }

  /** The sections under each key that is no {@code x-} extension, in the order of the file. */
  public Map<String, Section> children() {
    Map<String, Section> children = new LinkedHashMap<>();
    keys().stream().filter(k -> !k.startsWith("x-")).forEach(k -> children.put(k, at(k)));
    return children;
  }

  public List<Section> items() {
    List<Section> items = new ArrayList<>();
    if (node instanceof YamlDocument.Listing listing) {
      for (YamlDocument item : listing.items()) {
        items.add(new Section(item, item.mark(), path + "[" + items.size() + "]", findings));
      }
    }
    return items;
  }

  /** A scalar as it was written; empty for null and for anything that is no scalar. */
  public Optional<String> text() {
    return node instanceof YamlDocument.Scalar s && s.value() != null
        ? Optional.of(s.text())
        : Optional.empty();
  }

  public Optional<String> text(String key) {
    return at(key).text();
  }

  /** One text, or a list of them. */
  public List<String> texts() {
    return isListing()
        ? items().stream().flatMap(i -> i.text().stream()).toList()
        : text().map(List::of).orElse(List.of());
  }

  public Optional<Boolean> flag() {
    return text()
        .flatMap(
            t ->
                switch (t.toLowerCase(Locale.ROOT)) {
                  case "true", "t", "yes", "y", "on", "1" -> Optional.of(true);
                  case "false", "f", "no", "n", "off", "0" -> Optional.of(false);
                  default -> Optional.empty();
                });
  }

  public boolean flag(String key) {
    return at(key).flag().orElse(false);
  }

  public OptionalLong integer() {
    try {
      if (node instanceof YamlDocument.Scalar s && s.value() instanceof Long value) {
        return OptionalLong.of(value);
      }
      return text().isPresent()
          ? OptionalLong.of(Long.parseLong(text().get()))
          : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  public OptionalDouble number() {
    try {
      return text().isPresent()
          ? OptionalDouble.of(Double.parseDouble(text().get()))
          : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  public Optional<Duration> duration() {
    try {
      return text().map(Durations::parse);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** {@code 512m}, {@code 1.5gb}, {@code 1024}: powers of 1024. */
  public OptionalLong bytes() {
    return text().map(ByteSizes::parse).orElse(OptionalLong.empty());
  }

  /** A mapping, or a list of {@code NAME=value}; a name alone has an empty value. */
  public Map<String, Optional<String>> pairs() {
    Map<String, Optional<String>> pairs = new LinkedHashMap<>();
    if (isMapping()) {
      keys().forEach(k -> pairs.put(k, at(k).text()));
    }
    for (Section item : items()) {
      item.text()
          .ifPresent(
              text -> {
                int equals = text.indexOf('=');
                if (equals < 0) {
                  pairs.put(text, Optional.empty());
                } else {
                  pairs.put(text.substring(0, equals), Optional.of(text.substring(equals + 1)));
                }
              });
    }
    return pairs;
  }

  /** As {@link #pairs}, a name without a value having the empty text. */
  public Map<String, String> plainPairs() {
    Map<String, String> plain = new LinkedHashMap<>();
    pairs().forEach((k, v) -> plain.put(k, v.orElse("")));
    return plain;
  }
}
