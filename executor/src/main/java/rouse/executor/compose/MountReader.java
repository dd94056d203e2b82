package rouse.executor.compose;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Volumes, binds, secrets, configs and temporary file systems. */
final class MountReader {
  private static final Set<String> MODES =
      Set.of("ro", "rw", "z", "Z", "nocopy", "cached", "delegated", "consistent", "copy");
  private final Scope scope;

  MountReader(Scope scope) {
    this.scope = scope;
  }

  StorageDefinition read(Section service) {
    List<MountDefinition> mounts = new ArrayList<>();
    Map<String, String> tmpfs = new LinkedHashMap<>();
    for (Section item : service.at("volumes").items()) {
      if (item.isMapping()) {
        longForm(item, mounts, tmpfs);
      } else {
        shortForm(item).ifPresent(mounts::add);
      }
    }
    grants(service.at("secrets"), "secrets", "/run/secrets/", mounts);
    grants(service.at("configs"), "configs", "/", mounts);
    for (String text : service.at("tmpfs").texts()) {
      int colon = text.indexOf(':');
      tmpfs.put(
          colon < 0 ? text : text.substring(0, colon), colon < 0 ? "" : text.substring(colon + 1));
    }
    refuseSameTarget(service, mounts, tmpfs);
    return new StorageDefinition(
        mounts, tmpfs, service.flag("read_only"), service.at("shm_size").bytes());
  }

  private Optional<MountDefinition> shortForm(Section item) {
    Optional<String> text = item.text();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String[] parts = text.get().split(":", -1);
    if (parts.length > 3 || parts[parts.length - 1].isEmpty()) {
      item.error(Words.quoted(text.get()) + " is no mount", "Write [SOURCE:]TARGET[:MODE].");
      return Optional.empty();
    }
    if (parts.length == 1) {
      return absolute(item, parts[0]).map(target -> new MountDefinition.Anonymous(target, false));
    }
    List<String> modes = parts.length == 3 ? List.of(parts[2].split(",")) : List.of();
    for (String mode : modes) {
      if (!MODES.contains(mode)) {
        item.error(
            Words.quoted(mode) + " is no mode of a mount",
            Words.suggestion(mode, Set.of("ro", "rw", "nocopy")));
      }
    }
    boolean readOnly = modes.contains("ro");
    if (parts[0].startsWith(".") || parts[0].startsWith("/") || parts[0].startsWith("~")) {
      return bind(item, parts[0], parts[1], readOnly, true);
    }
    return volume(item, parts[0], parts[1], readOnly, modes.contains("nocopy"));
  }

  private void longForm(Section item, List<MountDefinition> mounts, Map<String, String> tmpfs) {
    String target = item.text("target").orElse("");
    boolean readOnly = item.flag("read_only");
    Optional<String> source = item.text("source");
    switch (item.text("type").orElse("")) {
      case "bind" -> {
        if (source.isEmpty()) {
          item.error("a bind without a source", "Name the file or folder under source.");
        }
        boolean create = item.at("bind", "create_host_path").flag().orElse(true);
        source.flatMap(s -> bind(item, s, target, readOnly, create)).ifPresent(mounts::add);
      }
      case "volume" -> {
        Optional<MountDefinition> mount =
            source.isPresent()
                ? volume(item, source.get(), target, readOnly, item.at("volume").flag("nocopy"))
                : absolute(item, target).map(t -> new MountDefinition.Anonymous(t, readOnly));
        mount.ifPresent(mounts::add);
      }
      case "tmpfs" -> absolute(item, target).ifPresent(t -> tmpfs.put(t, tmpfsOptions(item)));
      case "npipe", "cluster", "image" ->
          item.error(
              "mounts of type " + item.text("type").get() + " are refused",
              "Mount a volume or a folder of the project.");
      default -> {}
    }
  }

  private static String tmpfsOptions(Section item) {
    List<String> options = new ArrayList<>();
    item.at("tmpfs", "size").bytes().ifPresent(size -> options.add("size=" + size));
    item.at("tmpfs").text("mode").ifPresent(mode -> options.add("mode=" + mode.replace("0o", "")));
    return String.join(",", options);
  }

  private Optional<MountDefinition> bind(
      Section item, String source, String target, boolean readOnly, boolean create) {
    return absolute(item, target)
        .flatMap(
            t ->
                scope
                    .files()
                    .confined(item, source)
                    .map(path -> new MountDefinition.Bind(path, t, readOnly, create)));
  }

  private Optional<MountDefinition> volume(
      Section item, String name, String target, boolean readOnly, boolean noCopy) {
    Section declared = scope.root().at("volumes");
    if (!declared.keys().contains(name)) {
      item.error(
          "volume " + Words.quoted(name) + " is not declared",
          declared.keys().isEmpty()
              ? "Declare it under volumes:, or write ./" + Words.clean(name) + " for a folder."
              : Words.suggestion(name, declared.keys()));
      return Optional.empty();
    }
    String engineName = scope.engineName(declared.at(name), name);
    return absolute(item, target)
        .map(t -> new MountDefinition.Volume(engineName, t, readOnly, noCopy));
  }

  private static Optional<String> absolute(Section item, String target) {
    if (!target.startsWith("/") || target.indexOf('\0') >= 0) {
      item.error(
          "the target " + Words.quoted(target) + " is no absolute path", "Begin it with a slash.");
      return Optional.empty();
    }
    return Optional.of(target);
  }

  private void grants(Section grants, String kind, String folder, List<MountDefinition> mounts) {
    for (Section grant : grants.items()) {
      Optional<String> source = grant.isMapping() ? grant.text("source") : grant.text();
      source.ifPresent(name -> grant(grant, name, kind, folder).ifPresent(mounts::add));
    }
  }

  private Optional<MountDefinition> grant(Section grant, String name, String kind, String folder) {
    Section declared = scope.root().at(kind);
    if (!declared.keys().contains(name)) {
      grant.error(
          Words.quoted(name) + " is not declared under " + kind,
          Words.suggestion(name, declared.keys()));
      return Optional.empty();
    }
    String named = grant.text("target").orElse(name);
    String target = named.startsWith("/") ? named : folder + named;
    Section file = declared.at(name).at("file");
    return file.text()
        .flatMap(text -> scope.files().confined(file, text))
        .filter(
            path -> {
              if (!Files.exists(path)) {
                file.error("there is no file " + Words.quoted(path.toString()), "Create it.");
              }
              return Files.exists(path);
            })
        .map(path -> new MountDefinition.Bind(path, target, true, false));
  }

  private static void refuseSameTarget(
      Section service, List<MountDefinition> mounts, Map<String, String> tmpfs) {
    Set<String> targets = new java.util.HashSet<>(tmpfs.keySet());
    for (MountDefinition mount : mounts) {
      if (!targets.add(mount.target())) {
        service
            .at("volumes")
            .error("two mounts at " + Words.quoted(mount.target()), "Give each its own target.");
      }
    }
  }
}
