package rouse.executor.compose;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import rouse.executor.compose.check.ComposeKeys;
import rouse.executor.compose.load.ProjectFiles;
import rouse.executor.compose.model.MountDefinition;
import rouse.executor.compose.model.StorageDefinition;
import rouse.executor.compose.yaml.MessageText;
import rouse.executor.compose.yaml.Section;

/** Volumes, binds, secrets, configs and temporary file systems. */
final class MountReader {
  private static final Set<String> PROPAGATIONS =
      Set.of("private", "rprivate", "shared", "rshared", "slave", "rslave");
  private static final Set<String> MODES =
      Set.of("ro", "rw", "z", "Z", "nocopy", "cached", "delegated", "consistent", "copy");

  /** How a mount is made, besides from where to where. */
  private record Manner(
      boolean readOnly,
      boolean create,
      boolean noCopy,
      Optional<String> propagation,
      Optional<String> selinux,
      Optional<String> subpath) {}

  private final ReaderScope scope;

  MountReader(ReaderScope scope) {
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
    if (service.flag("use_api_socket")) {
      mounts.add(
          new MountDefinition.Bind(
              ProjectFiles.SOCKET,
              ProjectFiles.SOCKET.toString(),
              false,
              false,
              Optional.empty(),
              Optional.empty()));
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
        mounts,
        tmpfs,
        service.flag("read_only"),
        service.at("shm_size").bytes(),
        service.at("volumes_from").items().stream().map(this::volumesFrom).toList());
  }

  private String volumesFrom(Section item) {
    String text = item.text().orElse("");
    String container = "container:";
    if (text.startsWith(container)) {
      item.widens("the volumes of a foreign container", ComposeKeys.OUTSIDE_PROJECT);
      return text.substring(container.length());
    }
    String[] parts = text.split(":", 2);
    return scope.container(parts[0]) + (parts.length == 2 ? ":" + parts[1] : "");
  }

  private Optional<MountDefinition> shortForm(Section item) {
    Optional<String> text = item.text();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String[] parts = text.get().split(":", -1);
    if (parts.length > 3 || parts[parts.length - 1].isEmpty()) {
      item.error(MessageText.quoted(text.get()) + " is no mount", "Write [SOURCE:]TARGET[:MODE].");
      return Optional.empty();
    }
    if (parts.length == 1) {
      return absolute(item, parts[0]).map(target -> new MountDefinition.Anonymous(target, false));
    }
    List<String> modes = parts.length == 3 ? List.of(parts[2].split(",")) : List.of();
    for (String mode : modes) {
      if (!MODES.contains(mode) && !PROPAGATIONS.contains(mode)) {
        item.warning(
            MessageText.quoted(mode) + " is no mode of a mount and is not applied",
            MessageText.suggestion(mode, Set.of("ro", "rw", "z", "Z", "nocopy")));
      }
    }
    Manner manner =
        new Manner(
            modes.contains("ro"),
            true,
            modes.contains("nocopy"),
            modes.stream().filter(PROPAGATIONS::contains).findFirst(),
            modes.stream().filter(m -> m.equalsIgnoreCase("z")).findFirst(),
            Optional.empty());
    if (parts[0].startsWith(".") || parts[0].startsWith("/") || parts[0].startsWith("~")) {
      return bind(item, parts[0], parts[1], manner);
    }
    return volume(item, parts[0], parts[1], manner);
  }

  private void longForm(Section item, List<MountDefinition> mounts, Map<String, String> tmpfs) {
    String target = item.text("target").orElse("");
    Optional<String> source = item.text("source");
    Manner manner =
        new Manner(
            item.flag("read_only"),
            item.at("bind", "create_host_path").flag().orElse(true),
            item.at("volume").flag("nocopy"),
            item.at("bind").text("propagation").filter(PROPAGATIONS::contains),
            item.at("bind").text("selinux"),
            item.at("volume").text("subpath"));
    switch (item.text("type").orElse("")) {
      case "bind" -> {
        if (source.isEmpty()) {
          item.error("a bind without a source", "Name the file or folder under source.");
        }
        source.flatMap(s -> bind(item, s, target, manner)).ifPresent(mounts::add);
      }
      case "volume" -> {
        Optional<MountDefinition> mount =
            source.isPresent()
                ? volume(item, source.get(), target, manner)
                : absolute(item, target)
                    .map(t -> new MountDefinition.Anonymous(t, manner.readOnly()));
        mount.ifPresent(mounts::add);
      }
      case "tmpfs" -> absolute(item, target).ifPresent(t -> tmpfs.put(t, tmpfsOptions(item)));
      case "image" -> {
        if (source.isEmpty()) {
          item.error("a mount without an image", "Name the image under source.");
        }
        Optional<String> subpath = item.at("image").text("subpath");
        source
            .flatMap(
                image ->
                    absolute(item, target).map(t -> new MountDefinition.Image(image, t, subpath)))
            .ifPresent(mounts::add);
      }
      case "npipe", "cluster" ->
          item.warning(
              "a mount of type " + item.text("type").get() + " is not applied",
              "It is for Windows or for swarms; mount a volume.");
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
      Section item, String source, String target, Manner manner) {
    return absolute(item, target)
        .flatMap(
            t ->
                scope
                    .files()
                    .visible(item, source)
                    .map(
                        path ->
                            new MountDefinition.Bind(
                                path,
                                t,
                                manner.readOnly(),
                                manner.create(),
                                manner.propagation(),
                                manner.selinux())));
  }

  private Optional<MountDefinition> volume(
      Section item, String name, String target, Manner manner) {
    Section declared = scope.root().at("volumes");
    if (!declared.keys().contains(name)) {
      item.error(
          "volume " + MessageText.quoted(name) + " is not declared",
          declared.keys().isEmpty()
              ? "Declare it under volumes:, or write ./"
                  + MessageText.clean(name)
                  + " for a folder."
              : MessageText.suggestion(name, declared.keys()));
      return Optional.empty();
    }
    String engineName = scope.engineName(declared.at(name), name);
    return absolute(item, target)
        .map(
            t ->
                new MountDefinition.Volume(
                    engineName, t, manner.readOnly(), manner.noCopy(), manner.subpath()));
  }

  private static Optional<String> absolute(Section item, String target) {
    if (!target.startsWith("/") || target.indexOf('\0') >= 0) {
      item.error(
          "the target " + MessageText.quoted(target) + " is no absolute path",
          "Begin it with a slash.");
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
          MessageText.quoted(name) + " is not declared under " + kind,
          MessageText.suggestion(name, declared.keys()));
      return Optional.empty();
    }
    String named = grant.text("target").orElse(name);
    String target = named.startsWith("/") ? named : folder + named;
    Section material = declared.at(name);
    if (!isGiven(material)) {
      return Optional.empty();
    }
    Section file = material.at("file");
    if (!file.present()) {
      return Optional.of(
          new MountDefinition.Text(
              text(material),
              target,
              mode(grant),
              grant.at("uid").integer().orElse(0),
              grant.at("gid").integer().orElse(0)));
    }
    for (String key : List.of("uid", "gid", "mode")) {
      if (grant.at(key).present()) {
        grant.at(key).warning(key + " is not applied", "The file keeps what it has on the host.");
      }
    }
    Optional<Path> path = file.text().flatMap(text -> scope.files().visible(file, text));
    path.filter(p -> !Files.exists(p))
        .ifPresent(
            p ->
                file.warning(
                    "there is no file " + MessageText.quoted(p.toString()),
                    "Create it before the module starts."));
    return path.map(
        p -> new MountDefinition.Bind(p, target, true, false, Optional.empty(), Optional.empty()));
  }

  /** Whether its text is known here; what swarms keep is reported and left out. */
  private static boolean isGiven(Section material) {
    List<String> given =
        Stream.of("file", "environment", "content").filter(k -> material.at(k).present()).toList();
    boolean elsewhere = ReaderScope.isExternal(material) || material.at("driver").present();
    if (given.size() > 1) {
      material.error(String.join(" and ", given) + " exclude each other", "Keep one.");
    } else if (given.isEmpty() && !elsewhere) {
      material.error("nothing says what is in it", "Give file, environment or content.");
    }
    return given.size() == 1 && !elsewhere;
  }

  private String text(Section material) {
    Section variable = material.at("environment");
    if (!variable.present()) {
      return material.text("content").orElse("");
    }
    String name = variable.text().orElse("");
    if (!scope.variables().containsKey(name)) {
      variable.warning(
          "variable " + MessageText.quoted(name) + " is not set, the file will be empty",
          "Set it in the environment or in .env.");
    }
    return scope.variables().getOrDefault(name, "");
  }

  /** Octal, whether it is written as text, with a leading zero or with 0o. */
  private static int mode(Section grant) {
    String text = grant.text("mode").orElse("0444").replaceFirst("^0o", "");
    if (!text.matches("[0-7]{1,5}")) {
      grant.at("mode").error(MessageText.quoted(text) + " is no mode", "Write one such as 0440.");
      return 0;
    }
    return Integer.parseInt(text, 8);
  }

  private static void refuseSameTarget(
      Section service, List<MountDefinition> mounts, Map<String, String> tmpfs) {
    Set<String> targets = new java.util.HashSet<>(tmpfs.keySet());
    for (MountDefinition mount : mounts) {
      if (!targets.add(mount.target())) {
        service
            .at("volumes")
            .error(
                "two mounts at " + MessageText.quoted(mount.target()), "Give each its own target.");
      }
    }
  }
}
