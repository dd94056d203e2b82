package rouse.executor.compose;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Relative paths of a file that stands in another folder than the platform's: as absolute ones they
 * mean the same in the whole.
 */
final class Rebase {
  private final Path folder;

  /**
   * @param folder what relative paths of the tree are relative to
   */
  Rebase(Path folder) {
    this.folder = folder;
  }

  Yaml project(Yaml root) {
    Yaml tree = below(root, "services", services -> each(services, this::service));
    for (String kind : List.of("secrets", "configs")) {
      tree = below(tree, kind, all -> each(all, one -> below(one, "file", this::path)));
    }
    return below(tree, "volumes", all -> each(all, this::volume));
  }

  Yaml service(Yaml service) {
    Yaml tree = below(service, "env_file", this::files);
    tree = below(tree, "label_file", this::files);
    tree = below(tree, "volumes", volumes -> items(volumes, this::mount));
    return below(tree, "build", this::build);
  }

  private Yaml build(Yaml build) {
    if (!(build instanceof Yaml.Mapping mapping)) {
      return context(build);
    }
    if (mapping.get("context") != null) {
      return below(build, "context", this::context);
    }
    Map<String, Yaml.Entry> entries = new LinkedHashMap<>(mapping.entries());
    entries.put(
        "context",
        new Yaml.Entry(mapping.mark(), Yaml.Scalar.string(mapping.mark(), folder.toString())));
    return new Yaml.Mapping(mapping.mark(), entries);
  }

  private Yaml context(Yaml context) {
    String text = Yaml.text(context);
    return text == null || BuildReader.isRemote(text) ? context : path(context);
  }

  private Yaml files(Yaml files) {
    UnaryOperator<Yaml> one =
        file -> file instanceof Yaml.Mapping ? below(file, "path", this::path) : path(file);
    return files instanceof Yaml.Listing ? items(files, one) : one.apply(files);
  }

  private Yaml mount(Yaml mount) {
    if (mount instanceof Yaml.Mapping mapping) {
      return "bind".equals(Yaml.text(mapping.get("type")))
          ? below(mount, "source", this::path)
          : mount;
    }
    String text = Yaml.text(mount);
    int colon = text == null ? -1 : text.indexOf(':');
    if (colon < 0 || !text.startsWith(".")) {
      return mount;
    }
    String source = Yaml.text(path(Yaml.Scalar.string(mount.mark(), text.substring(0, colon))));
    return Yaml.Scalar.string(mount.mark(), source + text.substring(colon));
  }

  private Yaml volume(Yaml volume) {
    return below(
        volume,
        "driver_opts",
        options ->
            options instanceof Yaml.Mapping m && VolumeReader.binds(Yaml.text(m.get("o")))
                ? below(options, "device", this::path)
                : options);
  }

  private Yaml path(Yaml node) {
    String text = Yaml.text(node);
    if (text == null || text.startsWith("/") || text.startsWith("~")) {
      return node;
    }
    try {
      return Yaml.Scalar.string(node.mark(), folder.resolve(text).normalize().toString());
    } catch (InvalidPathException e) {
      return node;
    }
  }

  private static Yaml below(Yaml node, String key, UnaryOperator<Yaml> change) {
    if (!(node instanceof Yaml.Mapping mapping) || mapping.get(key) == null) {
      return node;
    }
    Map<String, Yaml.Entry> entries = new LinkedHashMap<>(mapping.entries());
    entries.computeIfPresent(key, (k, e) -> changed(e, change));
    return new Yaml.Mapping(mapping.mark(), entries);
  }

  private static Yaml each(Yaml node, UnaryOperator<Yaml> change) {
    if (!(node instanceof Yaml.Mapping mapping)) {
      return node;
    }
    Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
    mapping.entries().forEach((k, e) -> entries.put(k, changed(e, change)));
    return new Yaml.Mapping(mapping.mark(), entries);
  }

  private static Yaml items(Yaml node, UnaryOperator<Yaml> change) {
    return node instanceof Yaml.Listing listing
        ? new Yaml.Listing(listing.mark(), listing.items().stream().map(change).toList())
        : node;
  }

  private static Yaml.Entry changed(Yaml.Entry entry, UnaryOperator<Yaml> change) {
    return new Yaml.Entry(entry.mark(), change.apply(entry.value()), entry.merging());
  }
}
