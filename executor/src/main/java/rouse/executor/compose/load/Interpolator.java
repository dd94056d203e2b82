package rouse.executor.compose.load;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import rouse.executor.compose.load.Interpolation.Malformed;
import rouse.executor.compose.yaml.Findings;
import rouse.executor.compose.yaml.Section;
import rouse.executor.compose.yaml.UnreadableFileException;
import rouse.executor.compose.yaml.YamlDocument;

/** Fills in the variables of a whole file; keys are left alone, as the specification says. */
public final class Interpolator {
  /** A large variable used often would otherwise fill the memory. */
  private static final long MAX_CHARACTERS = 4 << 20;

  private final Map<String, String> variables;
  private final Findings findings;
  private final Set<String> unset = new HashSet<>();
  private long written;

  public Interpolator(Map<String, String> variables, Findings findings) {
    this.variables = variables;
    this.findings = findings;
  }

  /** The file's own name of the platform, which variables may use in turn. */
  public Optional<String> name(YamlDocument root) throws UnreadableFileException {
    YamlDocument.Entry name =
        root instanceof YamlDocument.Mapping m ? m.entries().get("name") : null;
    return name == null
        ? Optional.empty()
        : Section.root(apply(name.value(), "name"), findings).text();
  }

  YamlDocument apply(YamlDocument node, String path) throws UnreadableFileException {
    return switch (node) {
      case YamlDocument.Scalar scalar -> scalar(scalar, path);
      case YamlDocument.Listing listing -> {
        List<YamlDocument> items = new ArrayList<>();
        for (YamlDocument item : listing.items()) {
          items.add(apply(item, path + "[" + items.size() + "]"));
        }
        yield new YamlDocument.Listing(listing.mark(), items);
      }
      case YamlDocument.Mapping mapping -> {
        Map<String, YamlDocument.Entry> entries = new LinkedHashMap<>();
        for (Map.Entry<String, YamlDocument.Entry> entry : mapping.entries().entrySet()) {
          String at = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
          YamlDocument value = apply(entry.getValue().value(), at);
          entries.put(
              entry.getKey(),
              new YamlDocument.Entry(entry.getValue().mark(), value, entry.getValue().merging()));
        }
        yield new YamlDocument.Mapping(mapping.mark(), entries);
      }
    };
  }

  private YamlDocument scalar(YamlDocument.Scalar scalar, String path)
      throws UnreadableFileException {
    if (!(scalar.value() instanceof String text) || text.indexOf('$') < 0) {
      return scalar;
    }
    Interpolation interpolation =
        new Interpolation(
            name -> Optional.ofNullable(variables.get(name)), name -> warn(name, path, scalar));
    try {
      String filled = interpolation.apply(text);
      written += filled.length();
      if (written > MAX_CHARACTERS) {
        throw new UnreadableFileException(
            path, scalar.mark(), "variables fill in more than 4 MiB", "Use shorter values.");
      }
      return YamlDocument.Scalar.string(scalar.mark(), filled);
    } catch (Malformed e) {
      findings.error(path, scalar.mark(), e.getMessage(), e.remedy());
      return YamlDocument.Scalar.string(scalar.mark(), "");
    }
  }

  private void warn(String name, String path, YamlDocument.Scalar scalar) {
    if (unset.add(name)) {
      findings.warning(
          path,
          scalar.mark(),
          "variable " + name + " is not set, nothing is put in its place",
          "Set it in the environment or in .env, or write ${" + name + ":-default}.");
    }
  }
}
