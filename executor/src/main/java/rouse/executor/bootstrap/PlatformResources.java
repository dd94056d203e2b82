package rouse.executor.bootstrap;

import java.util.List;
import java.util.function.Predicate;
import rouse.executor.compose.model.NetworkDefinition;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.compose.model.VolumeDefinition;
import rouse.executor.docker.DockerNetworks;

/** Networks and volumes of a platform. */
public final class PlatformResources {
  private final DockerNetworks engine;
  private final BootProgress progress;

  public PlatformResources(DockerNetworks engine, BootProgress progress) {
    this.engine = engine;
    this.progress = progress;
  }

  /**
   * Makes those that are missing.
   *
   * @throws BootException when an external one is missing
   */
  public void ensure(PlatformFile platform) {
    for (NetworkDefinition network : platform.networks()) {
      if (isThere(platform, network)) {
        if (!network.external() && engine.differs(platform.name(), network)) {
          progress.finished(
              "network " + network.name(),
              "is not as the file says now, and is left as it is while containers are in it. Run"
                  + " rouse up --recreate-networks to have it made anew: they are cut off for a"
                  + " moment, and go on running.");
        }
        continue;
      }
      if (network.external()) {
        throw missing("network", network.name());
      }
      progress.began("network " + network.name());
      engine.createNetwork(platform.name(), network);
      progress.finished("network " + network.name(), "created");
    }
    ensureVolumes(platform, name -> true);
  }

  /**
   * Makes volumes that are missing.
   *
   * @param wanted of which names
   * @throws BootException when an external one is missing
   */
  public void ensureVolumes(PlatformFile platform, Predicate<String> wanted) {
    for (VolumeDefinition volume : platform.volumes()) {
      if (!wanted.test(volume.name())) {
        continue;
      }
      if (engine.hasVolume(volume.name())) {
        if (!volume.external() && engine.differs(platform.name(), volume)) {
          progress.finished(
              "volume " + volume.name(),
              "is not as the file says now, and is left as it is since it holds data. Copy what it"
                  + " holds, then run rouse down --volumes and rouse up to have it made anew.");
        }
        continue;
      }
      if (volume.external()) {
        throw missing("volume", volume.name());
      }
      progress.began("volume " + volume.name());
      engine.createVolume(platform.name(), volume);
      progress.finished("volume " + volume.name(), "created");
    }
  }

  private boolean isThere(PlatformFile platform, NetworkDefinition network) {
    return network.external()
        ? engine.hasNetwork(network.name())
        : engine.keepOne(platform.name(), network.name());
  }

  /** Removes volumes with what they hold, but none that somebody else made. */
  void forget(PlatformFile platform, List<String> names) {
    for (VolumeDefinition volume : platform.volumes()) {
      if (!volume.external() && names.contains(volume.name()) && engine.hasVolume(volume.name())) {
        progress.began("volume " + volume.name());
        engine.removeVolume(volume.name());
        progress.finished("volume " + volume.name(), "removed with what it held");
      }
    }
  }

  /** Removes the volumes that nobody named and that containers of these modules made. */
  void forgetUnnamed(PlatformFile platform, List<String> modules) {
    long removed = engine.removeAnonymousVolumes(platform.name(), modules::contains);
    if (removed > 0) {
      progress.finished("volumes without a name", removed + " removed with what they held");
    }
  }

  private static BootException missing(String kind, String name) {
    return new BootException(
        "external "
            + kind
            + " "
            + name
            + " does not exist. Create it with docker "
            + kind
            + " create "
            + name
            + ", or take external away.");
  }
}
