package rouse.executor.compose.model;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import rouse.contracts.platform.PlatformSpec;
import rouse.executor.compose.yaml.Finding;

/**
 * A platform as its Compose file says it: what the decider must know, and how each module is run.
 *
 * @param path the file, absolute
 * @param spec what crosses a topic; the modules' definition hashes lack the image until it is known
 * @param definitions how a module is run, by its name, in the order of the file
 * @param networks those that modules use; the first is the platform's own unless none uses it
 * @param volumes named volumes that modules use
 * @param observer the module that is the streams app, when it is a container of the platform
 * @param clear what is cleared before the platform boots
 * @param balancers what shares out work among workers
 * @param findings keys that were read but not applied
 */
public record PlatformFile(
    Path path,
    PlatformSpec spec,
    Map<String, ContainerDefinition> definitions,
    List<NetworkDefinition> networks,
    List<VolumeDefinition> volumes,
    Optional<String> observer,
    Optional<ClearSpec> clear,
    List<HaproxyDefinition> balancers,
    List<Finding> findings) {

  public PlatformFile {
    definitions = Collections.unmodifiableMap(new LinkedHashMap<>(definitions));
    networks = List.copyOf(networks);
    volumes = List.copyOf(volumes);
    balancers = List.copyOf(balancers);
    findings = List.copyOf(findings);
  }

  public String name() {
    return spec.name();
  }

  /** The same platform with another specification: its images became known. */
  public PlatformFile withSpec(PlatformSpec known) {
    return new PlatformFile(
        path, known, definitions, networks, volumes, observer, clear, balancers, findings);
  }
}
