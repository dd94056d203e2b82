package rouse.executor.compose.load;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import rouse.executor.compose.BuildReader;
import rouse.executor.compose.VolumeReader;
import rouse.executor.compose.yaml.YamlDocument;

/**
 * Relative paths of a file that stands in another folder than the platform's: as absolute ones they
 * mean the same in the whole.
 */
final class PathRebase {
  private final Path folder;

  /**
   * @param folder what relative paths of the tree are relative to
   */
  PathRebase(Path folder) {
    this.folder = folder;
  }

  YamlDocument project(YamlDocument root) {
    YamlDocument tree = below(root, "services", services -> each(services, this::service));
    for (String kind : List.of("secrets", "configs")) {
      tree = below(tree, kind, all -> each(all, one -> below(one, "file", this::path)));
    }
    return below(tree, "volumes", all -> each(all, this::volume));
  }

  YamlDocument service(YamlDocument service) {
    YamlDocument tree = below(service, "env_file", this::files);
    tree = below(tree, "label_file", this::files);
    tree = below(tree, "volumes", volumes -> items(volumes, this::mount));
    return below(tree, "build", this::build);
  }

  private YamlDocument build(YamlDocument build) {
    if (!(build instanceof YamlDocument.Mapping mapping)) {
      return context(build);
    }
    YamlDocument tree = below(build, "additional_contexts", this::contexts);
    if (mapping.get("context") != null) {
      return below(tree, "context", this::context);
    }
    Map<String, YamlDocument.Entry> entries =
        new LinkedHashMap<>(((YamlDocument.Mapping) tree).entries());
    entries.put(
        "context",
        new YamlDocument.Entry(
            mapping.mark(), YamlDocument.Scalar.string(mapping.mark(), folder.toString())));
    return new YamlDocument.Mapping(mapping.mark(), entries);
  }

  private YamlDocument context(YamlDocument context) {
    String text = YamlDocument.text(context);
    return text == null || BuildReader.isRemote(text) ? context : path(context);
  }

  private YamlDocument contexts(YamlDocument contexts) {
    return contexts instanceof YamlDocument.Listing
        ? items(contexts, this::namedContext)
        : each(contexts, this::furtherContext);
  }

  private YamlDocument namedContext(YamlDocument pair) {
    String text = String.valueOf(YamlDocument.text(pair));
    int equals = text.indexOf('=');
    YamlDocument value =
        furtherContext(YamlDocument.Scalar.string(pair.mark(), text.substring(equals + 1)));
    return equals < 0
        ? pair
        : YamlDocument.Scalar.string(
            pair.mark(), text.substring(0, equals + 1) + YamlDocument.text(value));
  }

  private YamlDocument furtherContext(YamlDocument context) {
    String text = String.valueOf(YamlDocument.text(context));
    return text.startsWith("service:") ? context : context(context);
  }

  private YamlDocument files(YamlDocument files) {
    UnaryOperator<YamlDocument> one =
        file -> file instanceof YamlDocument.Mapping ? below(file, "path", this::path) : path(file);
    return files instanceof YamlDocument.Listing ? items(files, one) : one.apply(files);
  }

  private YamlDocument mount(YamlDocument mount) {
    if (mount instanceof YamlDocument.Mapping mapping) {
      return "bind".equals(YamlDocument.text(mapping.get("type")))
          ? below(mount, "source", this::path)
          : mount;
    }
    String text = YamlDocument.text(mount);
    int colon = text == null ? -1 : text.indexOf(':');
    if (colon < 0 || !text.startsWith(".")) {
      return mount;
    }
    String source =
        YamlDocument.text(path(YamlDocument.Scalar.string(mount.mark(), text.substring(0, colon))));
    return YamlDocument.Scalar.string(mount.mark(), source + text.substring(colon));
  }

  private YamlDocument volume(YamlDocument volume) {
    return below(
        volume,
        "driver_opts",
        options ->
            options instanceof YamlDocument.Mapping m
                    && VolumeReader.binds(YamlDocument.text(m.get("o")))
                ? below(options, "device", this::path)
                : options);
  }

  private YamlDocument path(YamlDocument node) {
    String text = YamlDocument.text(node);
    if (text == null || text.startsWith("/") || text.startsWith("~")) {
      return node;
    }
    try {
      return YamlDocument.Scalar.string(node.mark(), folder.resolve(text).normalize().toString());
    } catch (InvalidPathException e) {
      return node;
    }
  }

  private static YamlDocument below(
      YamlDocument node, String key, UnaryOperator<YamlDocument> change) {
    if (!(node instanceof YamlDocument.Mapping mapping) || mapping.get(key) == null) {
      return node;
    }
    Map<String, YamlDocument.Entry> entries = new LinkedHashMap<>(mapping.entries());
    entries.computeIfPresent(key, (k, e) -> changed(e, change));
    return new YamlDocument.Mapping(mapping.mark(), entries);
  }

  private static YamlDocument each(YamlDocument node, UnaryOperator<YamlDocument> change) {
    if (!(node instanceof YamlDocument.Mapping mapping)) {
      return node;
    }
    Map<String, YamlDocument.Entry> entries = new LinkedHashMap<>();
    mapping.entries().forEach((k, e) -> entries.put(k, changed(e, change)));
    return new YamlDocument.Mapping(mapping.mark(), entries);
  }

  private static YamlDocument items(YamlDocument node, UnaryOperator<YamlDocument> change) {
    return node instanceof YamlDocument.Listing listing
        ? new YamlDocument.Listing(listing.mark(), listing.items().stream().map(change).toList())
        : node;
  }

  private static YamlDocument.Entry changed(
      YamlDocument.Entry entry, UnaryOperator<YamlDocument> change) {
    return new YamlDocument.Entry(entry.mark(), change.apply(entry.value()), entry.merging());
  }
}
