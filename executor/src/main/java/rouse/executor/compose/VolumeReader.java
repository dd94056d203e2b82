package rouse.executor.compose;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import rouse.executor.compose.model.ContainerDefinition;
import rouse.executor.compose.model.MountDefinition;
import rouse.executor.compose.model.VolumeDefinition;
import rouse.executor.compose.yaml.Section;

/** The platform's named volumes. */
public final class VolumeReader {
  private final ReaderScope scope;

  VolumeReader(ReaderScope scope) {
    this.scope = scope;
  }

  /** Those that are mounted somewhere. */
  List<VolumeDefinition> used(Map<String, ContainerDefinition> definitions) {
    Set<String> mounted =
        definitions.values().stream()
            .flatMap(d -> d.storage().mounts().stream())
            .filter(MountDefinition.Volume.class::isInstance)
            .map(m -> ((MountDefinition.Volume) m).volume())
            .collect(Collectors.toSet());
    return scope.root().at("volumes").children().entrySet().stream()
        .map(e -> definition(e.getKey(), e.getValue()))
        .filter(v -> mounted.contains(v.name()))
        .toList();
  }

  private VolumeDefinition definition(String key, Section volume) {
    Map<String, String> options = volume.at("driver_opts").plainPairs();
    confineBind(volume, options);
    return new VolumeDefinition(
        key,
        scope.engineName(volume, key),
        ReaderScope.isExternal(volume),
        volume.text("driver"),
        options,
        volume.at("labels").plainPairs());
  }

  /** Whether mount options of the local driver bind a folder of the host. */
  public static boolean binds(String options) {
    return options != null && options.matches("(.*,)?r?bind(,.*)?");
  }

  /** The local driver can bind a folder of the host too: the same wall stands before it. */
  private void confineBind(Section volume, Map<String, String> options) {
    boolean local = volume.text("driver").orElse("local").equals("local");
    boolean binds = binds(options.get("o"));
    Optional.ofNullable(options.get("device"))
        .filter(device -> local && (binds || device.startsWith("/")))
        .flatMap(device -> scope.files().visible(volume.at("driver_opts", "device"), device))
        .ifPresent(real -> options.put("device", real.toString()));
  }
}
