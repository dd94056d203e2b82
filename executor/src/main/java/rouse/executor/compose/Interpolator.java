package rouse.executor.compose;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import rouse.executor.compose.Interpolation.Malformed;

/** Fills in the variables of a whole file; keys are left alone, as the specification says. */
final class Interpolator {
  /** A large variable used often would otherwise fill the memory. */
  private static final long MAX_CHARACTERS = 4 << 20;

  private final Map<String, String> variables;
  private final Findings findings;
  private final Set<String> unset = new HashSet<>();
  private long written;

  Interpolator(Map<String, String> variables, Findings findings) {
    this.variables = variables;
    this.findings = findings;
  }

  /** The file's own name of the platform, which variables may use in turn. */
  Optional<String> name(Yaml root) throws Refused {
    Yaml.Entry name = root instanceof Yaml.Mapping m ? m.entries().get("name") : null;
    return name == null
        ? Optional.empty()
        : Section.root(apply(name.value(), "name"), findings).text();
  }

  Yaml apply(Yaml node, String path) throws Refused {
    return switch (node) {
      case Yaml.Scalar scalar -> scalar(scalar, path);
      case Yaml.Listing listing -> {
        List<Yaml> items = new ArrayList<>();
        for (Yaml item : listing.items()) {
          items.add(apply(item, path + "[" + items.size() + "]"));
        }
        yield new Yaml.Listing(listing.mark(), items);
      }
      case Yaml.Mapping mapping -> {
        Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
        for (Map.Entry<String, Yaml.Entry> entry : mapping.entries().entrySet()) {
          String at = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
          Yaml value = apply(entry.getValue().value(), at);
          entries.put(
              entry.getKey(),
              new Yaml.Entry(entry.getValue().mark(), value, entry.getValue().merging()));
        }
        yield new Yaml.Mapping(mapping.mark(), entries);
      }
    };
  }

  private Yaml scalar(Yaml.Scalar scalar, String path) throws Refused {
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
        throw new Refused(
            path, scalar.mark(), "variables fill in more than 4 MiB", "Use shorter values.");
      }
      return Yaml.Scalar.string(scalar.mark(), filled);
    } catch (Malformed e) {
      findings.error(path, scalar.mark(), e.getMessage(), e.remedy());
      return Yaml.Scalar.string(scalar.mark(), "");
    }
  }

  private void warn(String name, String path, Yaml.Scalar scalar) {
    if (unset.add(name)) {
      findings.warning(
          path,
          scalar.mark(),
          "variable " + name + " is not set, nothing is put in its place",
          "Set it in the environment or in .env, or write ${" + name + ":-default}.");
    }
  }
}
