package rouse.executor.bootstrap;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.executor.compose.model.ContainerDefinition;
import rouse.executor.compose.model.DefinitionHash;
import rouse.executor.compose.model.MountDefinition;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.DockerNetworks;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.engine.Engine;
import rouse.executor.docker.image.DockerImages;
import rouse.executor.docker.image.DockerImages.Image;
import rouse.executor.files.FileHashes;

/**
 * Brings into being what a platform's containers need: networks, volumes and images. Everything
 * here is done once and found done when it is run again.
 */
public final class Bootstrap {
  private static final int PARALLEL_IMAGES = 4;
  private final PlatformResources surroundings;
  private final Images images;
  private final LogClearing logs;
  private final ContainerRuntime runtime;
  private final KeptDefinitions kept;
  private final BootProgress progress;
  private final String api;

  /**
   * @param files what is known already of the files in build contexts
   * @param remembered folder of what the executor remembers
   */
  public Bootstrap(Engine engine, BootProgress progress, FileHashes files, Path remembered) {
    this.progress = progress;
    this.api = engine.apiVersion();
    this.logs = new LogClearing(progress);
    this.runtime = new DockerRuntime(engine);
    this.kept = new KeptDefinitions(remembered);
    this.surroundings = new PlatformResources(new DockerNetworks(engine), progress);
    this.images =
        new Images(new DockerImages(engine), progress, PARALLEL_IMAGES, files, remembered);
  }

  /**
   * Has networks, volumes and images there.
   *
   * @param host the executor's; modules of others are left to theirs
   * @return the platform with the definition hashes and health checks that the images bring
   * @throws BootException when something cannot be had
   */
  public PlatformFile prepare(PlatformFile platform, HostId host) {
    return provide(platform, host);
  }

  /**
   * As {@link #prepare}, for a platform that shall remember nothing: the logs that the file names
   * are cleared, and the volumes of its control plane, which hold topics and state, are removed.
   * That nothing of it runs on other hosts is the caller's to know.
   *
   * @throws BootException also when something of the platform runs
   */
  public PlatformFile prepareFresh(PlatformFile platform, HostId host) {
    requireIdle(platform);
    platform.clear().ifPresent(logs::clear);
    runtime.list(platform.name()).forEach(dead -> runtime.remove(dead.id()));
    surroundings.forget(platform, controlPlaneVolumes(platform, host));
    surroundings.forgetUnnamed(
        platform, controlPlane(platform, host).map(ModuleSpec::name).toList());
    return provide(platform, host);
  }

  /**
   * Memory can be taken only from what is not at work.
   *
   * @throws BootException when something of the platform runs
   */
  public void requireIdle(PlatformFile platform) {
    if (runs(platform)) {
      throw new BootException(
          "platform "
              + platform.name()
              + " runs, and --fresh is for one that does not. Take it down first with rouse down -f "
              + platform.path()
              + ", or leave --fresh out.");
    }
  }

  private static Stream<ModuleSpec> controlPlane(PlatformFile platform, HostId host) {
    return platform.spec().modules().stream()
        .filter(m -> m.supervisedBy() == ModuleSpec.Supervisor.EXECUTOR && isOwn(m, host));
  }

  private static List<String> controlPlaneVolumes(PlatformFile platform, HostId host) {
    return controlPlane(platform, host)
        .flatMap(m -> platform.definitions().get(m.name()).storage().mounts().stream())
        .filter(MountDefinition.Volume.class::isInstance)
        .map(mount -> ((MountDefinition.Volume) mount).volume())
        .toList();
  }

  private PlatformFile provide(PlatformFile platform, HostId host) {
    surroundings.ensure(platform);
    List<ContainerDefinition> own =
        platform.spec().modules().stream()
            .filter(m -> isOwn(m, host))
            .map(m -> platform.definitions().get(m.name()))
            .toList();
    own.forEach(
        d ->
            EngineLimits.of(d, api)
                .forEach(line -> progress.finished("service " + d.module(), line)));
    Map<String, Image> present = images.ensure(own);
    List<ModuleSpec> known = new ArrayList<>();
    for (ModuleSpec module : platform.spec().modules()) {
      ContainerDefinition definition = platform.definitions().get(module.name());
      known.add(isOwn(module, host) ? known(module, definition, present) : module);
    }
    keep(platform, known, present);
    PlatformSpec spec = platform.spec();
    return platform.withSpec(
        new PlatformSpec(platform.name(), known, spec.alertsTo(), spec.rate(), spec.brake()));
  }

  /** So that each of them can come back when a later one fails. */
  private void keep(PlatformFile platform, List<ModuleSpec> known, Map<String, Image> present) {
    Map<String, Set<String>> inUse =
        runtime.list(platform.name()).stream()
            .filter(container -> container.definition().isPresent())
            .collect(
                Collectors.groupingBy(
                    container -> container.instance().module(),
                    Collectors.mapping(
                        container -> container.definition().get(), Collectors.toSet())));
    for (ModuleSpec module : known) {
      ContainerDefinition definition = platform.definitions().get(module.name());
      Image image = present.get(definition.image());
      if (module.update() != null && image != null) {
        kept.keep(
            definition,
            module.definition(),
            image.id(),
            inUse.getOrDefault(module.name(), Set.of()));
      }
    }
  }

  private boolean runs(PlatformFile platform) {
    return runtime.list(platform.name()).stream().anyMatch(c -> c.phase().alive());
  }

  /** A module without a host belongs to whoever declares it. */
  public static boolean isOwn(ModuleSpec module, HostId host) {
    return module.host() == null || module.host().equals(host.id());
  }

  private static ModuleSpec known(
      ModuleSpec module, ContainerDefinition definition, Map<String, Image> present) {
    Image image = present.get(definition.image());
    boolean checked = definition.healthcheck().map(h -> !h.disabled()).orElse(image.healthcheck());
    return module
        .withDefinition(DefinitionHash.of(definition, image.content()))
        .withHealthcheck(checked);
  }
}
