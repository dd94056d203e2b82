package rouse.executor.compose.load;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import rouse.executor.compose.yaml.Finding;
import rouse.executor.compose.yaml.Findings;
import rouse.executor.compose.yaml.MessageText;
import rouse.executor.compose.yaml.SourceMark;
import rouse.executor.compose.yaml.UnreadableFileException;
import rouse.executor.compose.yaml.YamlDocument;
import rouse.executor.compose.yaml.YamlReader;

/**
 * From files to one tree, in Compose's order: variables are filled in file by file, services take
 * over what they extend, included files come in, and each file comes over those before it.
 */
public final class ProjectLoader {
  private static final int MOST_FILES = 100;

  /** Of services that extend each other, and of files that include each other. */
  private static final int LONGEST_CHAIN = 32;

  private static final List<String> SECTIONS =
      List.of("services", "networks", "volumes", "secrets", "configs");
  private static final String EXTENDS = "extends";

  private final Path main;
  private final Findings findings;
  private final Map<Path, List<YamlDocument>> read = new HashMap<>();

  /**
   * @param main the file that messages need not name
   */
  public ProjectLoader(Path main, Findings findings) {
    this.main = main;
    this.findings = findings;
  }

  /** The documents of a file as they are written. */
  public List<YamlDocument> documents(Path file) throws UnreadableFileException {
    if (!read.containsKey(file)) {
      if (read.size() == MOST_FILES) {
        throw new UnreadableFileException(
            "", SourceMark.NOWHERE, "more than " + MOST_FILES + " files", "Use fewer.");
      }
      String name = name(file);
      try {
        read.put(file, YamlReader.read(name, ProjectFiles.text(file), findings));
      } catch (UnreadableFileException e) {
        Finding f = e.finding();
        throw new UnreadableFileException(
            f.path(), new SourceMark(name, f.line()), f.message(), f.remedy());
      }
    }
    return read.get(file);
  }

  private String name(Path file) {
    Path folder = main.getParent();
    return file.equals(main)
        ? ""
        : MessageText.clean((file.startsWith(folder) ? folder.relativize(file) : file).toString());
  }

  /** The whole of some files whose relative paths are relative to one folder. */
  public YamlDocument load(List<Path> files, Path folder, Map<String, String> variables)
      throws UnreadableFileException {
    return new Project(folder, variables, 0).whole(files);
  }

  /** Files that share a folder and variables. */
  private final class Project {
    private final Path folder;
    private final Map<String, String> variables;
    private final int depth;
    private final Interpolator interpolator;
    private final Map<Path, YamlDocument.Mapping> services = new HashMap<>();

    Project(Path folder, Map<String, String> variables, int depth) {
      this.folder = folder;
      this.variables = variables;
      this.depth = depth;
      this.interpolator = new Interpolator(variables, findings);
    }

    YamlDocument whole(List<Path> files) throws UnreadableFileException {
      YamlDocument tree = ComposeMerge.NOTHING;
      for (Path file : files) {
        for (YamlDocument document : documents(file)) {
          YamlDocument filled = interpolator.apply(document, "");
          tree = ComposeMerge.of("", tree, withIncluded(extended(filled, file)));
        }
      }
      return tree;
    }

    private YamlDocument extended(YamlDocument document, Path file) throws UnreadableFileException {
      if (!(document instanceof YamlDocument.Mapping root)
          || !(root.get("services") instanceof YamlDocument.Mapping all)) {
        return document;
      }
      Map<String, YamlDocument.Entry> entries = new LinkedHashMap<>();
      for (Map.Entry<String, YamlDocument.Entry> service : all.entries().entrySet()) {
        YamlDocument.Entry entry = service.getValue();
        YamlDocument whole = extended(service.getKey(), all, file, folder, List.of());
        entries.put(service.getKey(), new YamlDocument.Entry(entry.mark(), whole, entry.merging()));
      }
      return with(root, "services", new YamlDocument.Mapping(all.mark(), entries));
    }

    /** A service over the one it extends, which may extend another. */
    private YamlDocument extended(
        String name, YamlDocument.Mapping all, Path file, Path folder, List<String> chain)
        throws UnreadableFileException {
      YamlDocument own = all.get(name);
      String at = "services." + name + "." + EXTENDS;
      if (!(own instanceof YamlDocument.Mapping service)
          || !service.entries().containsKey(EXTENDS)
          || service.entries().get(EXTENDS).merging() == YamlDocument.Merging.RESET) {
        return own;
      }
      SourceMark mark = service.entries().get(EXTENDS).mark();
      YamlDocument wanted = service.get(EXTENDS);
      YamlDocument.Mapping rest = without(service, EXTENDS);
      YamlDocument.Mapping form = wanted instanceof YamlDocument.Mapping m ? m : null;
      String target =
          form == null ? YamlDocument.text(wanted) : YamlDocument.text(form.get("service"));
      String other = form == null ? null : YamlDocument.text(form.get("file"));
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
      YamlDocument.Mapping declared = other == null ? all : services(from, at, mark);
      if (declared == null) {
        return rest;
      }
      if (declared.get(target) == null) {
        findings.error(
            at,
            mark,
            "there is no service "
                + MessageText.quoted(target)
                + (other == null ? "" : " in " + MessageText.quoted(other)),
            MessageText.suggestion(target, declared.entries().keySet()));
        return rest;
      }
      YamlDocument below = extended(target, declared, from, base, further);
      YamlDocument placed = base.equals(folder) ? below : new PathRebase(base).service(below);
      return ComposeMerge.of(
          ComposeMerge.SERVICE,
          ComposeMerge.of(ComposeMerge.SERVICE, ComposeMerge.NOTHING, placed),
          rest);
    }

    /** The services of a file that is extended; null when it cannot be read, which is reported. */
    private YamlDocument.Mapping services(Path file, String at, SourceMark mark)
        throws UnreadableFileException {
      if (!services.containsKey(file)) {
        YamlDocument tree = ComposeMerge.NOTHING;
        try {
          for (YamlDocument document : documents(file)) {
            tree = ComposeMerge.of("", tree, interpolator.apply(document, ""));
          }
        } catch (UnreadableFileException e) {
          report(e, at, mark);
          return null;
        }
        YamlDocument all = tree instanceof YamlDocument.Mapping root ? root.get("services") : null;
        services.put(
            file,
            all instanceof YamlDocument.Mapping m
                ? m
                : new YamlDocument.Mapping(tree.mark(), Map.of()));
      }
      return services.get(file);
    }

    private YamlDocument withIncluded(YamlDocument document) throws UnreadableFileException {
      if (!(document instanceof YamlDocument.Mapping root)
          || !(root.get("include") instanceof YamlDocument.Listing includes)) {
        return document;
      }
      if (depth > LONGEST_CHAIN) {
        throw new UnreadableFileException(
            "include", includes.mark(), "files include each other", "Take one include away.");
      }
      YamlDocument.Mapping tree = root;
      for (int i = 0; i < includes.items().size(); i++) {
        tree = including(tree, includes.items().get(i), "include[" + i + "]");
      }
      return tree;
    }

    private YamlDocument.Mapping including(
        YamlDocument.Mapping tree, YamlDocument include, String at) throws UnreadableFileException {
      YamlDocument.Mapping form = include instanceof YamlDocument.Mapping m ? m : null;
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
      String chosen = form == null ? null : YamlDocument.text(form.get("project_directory"));
      Path inside = chosen == null ? files.getFirst().getParent() : resolved(folder, chosen);
      List<String> environment = form == null ? List.of() : texts(form.get("env_file"));
      List<Path> settings =
          environment.isEmpty()
              ? Optional.of(inside.resolve(".env")).filter(Files::isRegularFile).stream().toList()
              : environment.stream().map(e -> resolved(folder, e)).toList();
      try {
        Map<String, String> known = variables(settings, variables);
        YamlDocument included = new Project(inside, known, depth + 1).whole(files);
        return combined(
            tree, inside.equals(folder) ? included : new PathRebase(inside).project(included));
      } catch (UnreadableFileException e) {
        report(e, at, include.mark());
        return tree;
      }
    }
  }

  /** Environment files, the later over the earlier, and an environment over all of them. */
  public static Map<String, String> variables(List<Path> files, Map<String, String> environment)
      throws UnreadableFileException {
    Map<String, String> variables = new HashMap<>();
    for (Path file : files) {
      try {
        variables.putAll(EnvironmentFile.read(ProjectFiles.text(file), environment));
      } catch (UnreadableFileException e) {
        Finding f = e.finding();
        throw new UnreadableFileException(
            "",
            SourceMark.NOWHERE,
            file.getFileName() + ", line " + f.line() + ": " + f.message(),
            f.remedy());
      }
    }
    variables.putAll(environment);
    return variables;
  }

  private YamlDocument.Mapping combined(YamlDocument.Mapping tree, YamlDocument included) {
    YamlDocument.Mapping result = tree;
    for (String section : SECTIONS) {
      if (!(included instanceof YamlDocument.Mapping root)
          || !(root.get(section) instanceof YamlDocument.Mapping more)) {
        continue;
      }
      Map<String, YamlDocument.Entry> entries = new LinkedHashMap<>(more.entries());
      if (result.get(section) instanceof YamlDocument.Mapping own) {
        own.entries()
            .forEach(
                (name, entry) -> {
                  YamlDocument.Entry other = entries.put(name, entry);
                  if (other != null && !ComposeMerge.same(entry.value(), other.value())) {
                    findings.error(
                        section + "." + name,
                        entry.mark(),
                        "an included file declares another " + MessageText.quoted(name),
                        "Change it in a file that comes over both, or rename one.");
                  }
                });
      }
      result = with(result, section, new YamlDocument.Mapping(more.mark(), entries));
    }
    return result;
  }

  private void report(UnreadableFileException refused, String at, SourceMark mark) {
    Finding f = refused.finding();
    boolean placed = f.line() > 0;
    findings.error(
        placed ? f.path() : at,
        placed ? new SourceMark(f.file(), f.line()) : mark,
        f.message(),
        f.remedy());
  }

  private static Path resolved(Path folder, String text) {
    try {
      return folder.resolve(text).normalize();
    } catch (InvalidPathException e) {
      return folder.resolve(MessageText.clean(text)).normalize();
    }
  }

  private static List<String> texts(YamlDocument node) {
    if (node instanceof YamlDocument.Listing listing) {
      return listing.items().stream().map(YamlDocument::text).filter(t -> t != null).toList();
    }
    return Optional.ofNullable(node).map(YamlDocument::text).stream().toList();
  }

  private static YamlDocument.Mapping with(
      YamlDocument.Mapping mapping, String key, YamlDocument value) {
    Map<String, YamlDocument.Entry> entries = new LinkedHashMap<>(mapping.entries());
    YamlDocument.Entry old = entries.get(key);
    entries.put(
        key,
        old == null
            ? new YamlDocument.Entry(value.mark(), value)
            : new YamlDocument.Entry(old.mark(), value, old.merging()));
    return new YamlDocument.Mapping(mapping.mark(), entries);
  }

  private static YamlDocument.Mapping without(YamlDocument.Mapping mapping, String key) {
    Map<String, YamlDocument.Entry> entries = new LinkedHashMap<>(mapping.entries());
    entries.remove(key);
    return new YamlDocument.Mapping(mapping.mark(), entries);
  }
}
