package rouse.executor.compose;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From files to one tree, in Compose's order: variables are filled in file by file, services take
 * over what they extend, included files come in, and each file comes over those before it.
 */
final class ProjectLoader {
  private static final int MOST_FILES = 100;

  /** Of services that extend each other, and of files that include each other. */
  private static final int LONGEST_CHAIN = 32;

  private static final List<String> SECTIONS =
      List.of("services", "networks", "volumes", "secrets", "configs");
  private static final String EXTENDS = "extends";

  private final Path main;
  private final Findings findings;
  private final Map<Path, List<Yaml>> read = new HashMap<>();

  /**
   * @param main the file that messages need not name
   */
  ProjectLoader(Path main, Findings findings) {
    this.main = main;
    this.findings = findings;
  }

  /** The documents of a file as they are written. */
  List<Yaml> documents(Path file) throws Refused {
    if (!read.containsKey(file)) {
      if (read.size() == MOST_FILES) {
        throw new Refused("", Mark.NOWHERE, "more than " + MOST_FILES + " files", "Use fewer.");
      }
      String name = name(file);
      try {
        read.put(file, YamlReader.read(name, ProjectFiles.text(file), findings));
      } catch (Refused e) {
        Finding f = e.finding();
        throw new Refused(f.path(), new Mark(name, f.line()), f.message(), f.remedy());
      }
    }
    return read.get(file);
  }

  private String name(Path file) {
    Path folder = main.getParent();
    return file.equals(main)
        ? ""
        : Words.clean((file.startsWith(folder) ? folder.relativize(file) : file).toString());
  }

  /** The whole of some files whose relative paths are relative to one folder. */
  Yaml load(List<Path> files, Path folder, Map<String, String> variables) throws Refused {
    return new Project(folder, variables, 0).whole(files);
  }

  /** Files that share a folder and variables. */
  private final class Project {
    private final Path folder;
    private final Map<String, String> variables;
    private final int depth;
    private final Interpolator interpolator;
    private final Map<Path, Yaml.Mapping> services = new HashMap<>();

    Project(Path folder, Map<String, String> variables, int depth) {
      this.folder = folder;
      this.variables = variables;
      this.depth = depth;
      this.interpolator = new Interpolator(variables, findings);
    }

    Yaml whole(List<Path> files) throws Refused {
      Yaml tree = Merge.NOTHING;
      for (Path file : files) {
        for (Yaml document : documents(file)) {
          Yaml filled = interpolator.apply(document, "");
          tree = Merge.of("", tree, withIncluded(extended(filled, file)));
        }
      }
      return tree;
    }

    private Yaml extended(Yaml document, Path file) throws Refused {
      if (!(document instanceof Yaml.Mapping root)
          || !(root.get("services") instanceof Yaml.Mapping all)) {
        return document;
      }
      Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
      for (Map.Entry<String, Yaml.Entry> service : all.entries().entrySet()) {
        Yaml.Entry entry = service.getValue();
        Yaml whole = extended(service.getKey(), all, file, folder, List.of());
        entries.put(service.getKey(), new Yaml.Entry(entry.mark(), whole, entry.merging()));
      }
      return with(root, "services", new Yaml.Mapping(all.mark(), entries));
    }

    /** A service over the one it extends, which may extend another. */
    private Yaml extended(String name, Yaml.Mapping all, Path file, Path folder, List<String> chain)
        throws Refused {
      Yaml own = all.get(name);
      String at = "services." + name + "." + EXTENDS;
      if (!(own instanceof Yaml.Mapping service)
          || !service.entries().containsKey(EXTENDS)
          || service.entries().get(EXTENDS).merging() == Yaml.Merging.RESET) {
        return own;
      }
      Mark mark = service.entries().get(EXTENDS).mark();
      Yaml wanted = service.get(EXTENDS);
      Yaml.Mapping rest = without(service, EXTENDS);
      Yaml.Mapping form = wanted instanceof Yaml.Mapping m ? m : null;
      String target = form == null ? Yaml.text(wanted) : Yaml.text(form.get("service"));
      String other = form == null ? null : Yaml.text(form.get("file"));
      if (target == null) {
        findings.error(at, mark, "no service is named", "Name one under service.");
        return rest;
      }
      List<String> further = new ArrayList<>(chain);
      further.add(file + ":" + name);
      if (chain.contains(file + ":" + name) || chain.size() > LONGEST_CHAIN) {
        findings.error(
            at, mark, name + " extends itself, through " + target, "Take one of the extends away.");
        return rest;
      }
      Path from = other == null ? file : resolved(folder, other);
      Path base = other == null ? folder : from.getParent();
      Yaml.Mapping declared = other == null ? all : services(from, at, mark);
      if (declared == null) {
        return rest;
      }
      if (declared.get(target) == null) {
        findings.error(
            at,
            mark,
            "there is no service "
                + Words.quoted(target)
                + (other == null ? "" : " in " + Words.quoted(other)),
            Words.suggestion(target, declared.entries().keySet()));
        return rest;
      }
      Yaml below = extended(target, declared, from, base, further);
      Yaml placed = base.equals(folder) ? below : new Rebase(base).service(below);
      return Merge.of(Merge.SERVICE, Merge.of(Merge.SERVICE, Merge.NOTHING, placed), rest);
    }

    /** The services of a file that is extended; null when it cannot be read, which is reported. */
    private Yaml.Mapping services(Path file, String at, Mark mark) throws Refused {
      if (!services.containsKey(file)) {
        Yaml tree = Merge.NOTHING;
        try {
          for (Yaml document : documents(file)) {
            tree = Merge.of("", tree, interpolator.apply(document, ""));
          }
        } catch (Refused e) {
          report(e, at, mark);
          return null;
        }
        Yaml all = tree instanceof Yaml.Mapping root ? root.get("services") : null;
        services.put(
            file, all instanceof Yaml.Mapping m ? m : new Yaml.Mapping(tree.mark(), Map.of()));
      }
      return services.get(file);
    }

    private Yaml withIncluded(Yaml document) throws Refused {
      if (!(document instanceof Yaml.Mapping root)
          || !(root.get("include") instanceof Yaml.Listing includes)) {
        return document;
      }
      if (depth > LONGEST_CHAIN) {
        throw new Refused(
            "include", includes.mark(), "files include each other", "Take one include away.");
      }
      Yaml.Mapping tree = root;
      for (int i = 0; i < includes.items().size(); i++) {
        tree = including(tree, includes.items().get(i), "include[" + i + "]");
      }
      return tree;
    }

    private Yaml.Mapping including(Yaml.Mapping tree, Yaml include, String at) throws Refused {
      Yaml.Mapping form = include instanceof Yaml.Mapping m ? m : null;
      List<String> named = texts(form == null ? include : form.get("path"));
      if (named.isEmpty()) {
        findings.error(at, include.mark(), "no file is named", "Name one under path.");
        return tree;
      }
      if (named.stream().anyMatch(n -> n.contains("://") || n.startsWith("git@"))) {
        findings.warning(
            at, include.mark(), "a file from elsewhere is not included", "Check it out first.");
        return tree;
      }
      List<Path> files = named.stream().map(n -> resolved(folder, n)).toList();
      String chosen = form == null ? null : Yaml.text(form.get("project_directory"));
      Path inside = chosen == null ? files.getFirst().getParent() : resolved(folder, chosen);
      List<String> environment = form == null ? List.of() : texts(form.get("env_file"));
      List<Path> settings =
          environment.isEmpty()
              ? Optional.of(inside.resolve(".env")).filter(Files::isRegularFile).stream().toList()
              : environment.stream().map(e -> resolved(folder, e)).toList();
      try {
        Map<String, String> known = variables(settings, variables);
        Yaml included = new Project(inside, known, depth + 1).whole(files);
        return combined(
            tree, inside.equals(folder) ? included : new Rebase(inside).project(included));
      } catch (Refused e) {
        report(e, at, include.mark());
        return tree;
      }
    }
  }

  /** Environment files, the later over the earlier, and an environment over all of them. */
  static Map<String, String> variables(List<Path> files, Map<String, String> environment)
      throws Refused {
    Map<String, String> variables = new HashMap<>();
    for (Path file : files) {
      try {
        variables.putAll(EnvironmentFile.read(ProjectFiles.text(file), environment));
      } catch (Refused e) {
        Finding f = e.finding();
        throw new Refused(
            "",
            Mark.NOWHERE,
            file.getFileName() + ", line " + f.line() + ": " + f.message(),
            f.remedy());
      }
    }
    variables.putAll(environment);
    return variables;
  }

  private Yaml.Mapping combined(Yaml.Mapping tree, Yaml included) {
    Yaml.Mapping result = tree;
    for (String section : SECTIONS) {
      if (!(included instanceof Yaml.Mapping root)
          || !(root.get(section) instanceof Yaml.Mapping more)) {
        continue;
      }
      Map<String, Yaml.Entry> entries = new LinkedHashMap<>(more.entries());
      if (result.get(section) instanceof Yaml.Mapping own) {
        own.entries()
            .forEach(
                (name, entry) -> {
                  Yaml.Entry other = entries.put(name, entry);
                  if (other != null && !Merge.same(entry.value(), other.value())) {
                    findings.error(
                        section + "." + name,
                        entry.mark(),
                        "an included file declares another " + Words.quoted(name),
                        "Change it in a file that comes over both, or rename one.");
                  }
                });
      }
      result = with(result, section, new Yaml.Mapping(more.mark(), entries));
    }
    return result;
  }

  private void report(Refused refused, String at, Mark mark) {
    Finding f = refused.finding();
    boolean placed = f.line() > 0;
    findings.error(
        placed ? f.path() : at,
        placed ? new Mark(f.file(), f.line()) : mark,
        f.message(),
        f.remedy());
  }

  private static Path resolved(Path folder, String text) {
    try {
      return folder.resolve(text).normalize();
    } catch (InvalidPathException e) {
      return folder.resolve(Words.clean(text)).normalize();
    }
  }

  private static List<String> texts(Yaml node) {
    if (node instanceof Yaml.Listing listing) {
      return listing.items().stream().map(Yaml::text).filter(t -> t != null).toList();
    }
    return Optional.ofNullable(node).map(Yaml::text).stream().toList();
  }

  private static Yaml.Mapping with(Yaml.Mapping mapping, String key, Yaml value) {
    Map<String, Yaml.Entry> entries = new LinkedHashMap<>(mapping.entries());
    Yaml.Entry old = entries.get(key);
    entries.put(
        key,
        old == null
            ? new Yaml.Entry(value.mark(), value)
            : new Yaml.Entry(old.mark(), value, old.merging()));
    return new Yaml.Mapping(mapping.mark(), entries);
  }

  private static Yaml.Mapping without(Yaml.Mapping mapping, String key) {
    Map<String, Yaml.Entry> entries = new LinkedHashMap<>(mapping.entries());
    entries.remove(key);
    return new Yaml.Mapping(mapping.mark(), entries);
  }
}
