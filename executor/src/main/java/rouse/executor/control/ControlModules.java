package rouse.executor.control;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.executor.bootstrap.Bootstrap;
import rouse.executor.compose.model.PlatformFile;

/** The modules of the control plane that are this host's, by the file as it is now. */
final class ControlModules {
  private final Supplier<PlatformFile> file;
  private final UnaryOperator<List<String>> alerted;
  private final HostId host;

  /**
   * @param alerted from the people whom the file names to all who are told of alerts
   */
  ControlModules(Supplier<PlatformFile> file, UnaryOperator<List<String>> alerted, HostId host) {
    this.file = file;
    this.alerted = alerted;
    this.host = host;
  }

  PlatformFile file() {
    return file.get();
  }

  /** In the order of the file. */
  List<ModuleSpec> all() {
    return file().spec().modules().stream().filter(this::isMine).toList();
  }

  private boolean isMine(ModuleSpec module) {
    return module.supervisedBy() == ModuleSpec.Supervisor.EXECUTOR && Bootstrap.isOwn(module, host);
  }

  Optional<ModuleSpec> find(String name) {
    return all().stream().filter(m -> m.name().equals(name)).findFirst();
  }

  /** Whether the file still has a module of this name, which is somebody else's now. */
  boolean isHandedOver(String name) {
    return find(name).isEmpty() && file().spec().module(name).isPresent();
  }

  /** Whether it is the streams app. */
  boolean isObserver(String module) {
    return file().observer().filter(module::equals).isPresent();
  }

  /** The streams app, when it is one of these modules. */
  Optional<ModuleSpec> observer() {
    return all().stream().filter(m -> isObserver(m.name())).findFirst();
  }

  /** What the local decider is told: these modules alone, as ones that it commands. */
  PlatformSpec spec() {
    return new PlatformSpec(
        file().name(),
        all().stream().map(this::commanded).toList(),
        alerted.apply(file().spec().alertsTo()));
  }

  /**
   * Docker tells of all but the observer how they are. The observer is unhealthy whenever the
   * broker is away, so its ticks speak for it, as beats of its own.
   */
  private ModuleSpec commanded(ModuleSpec module) {
    boolean observer = isObserver(module.name());
    HeartbeatPolicy policy = module.heartbeat();
    return module.commandedBy(
        new HeartbeatPolicy(
            observer ? HeartbeatPolicy.Source.SELF : HeartbeatPolicy.Source.DOCKER,
            policy.timeout(),
            policy.startup()),
        module.healthcheck() && !observer,
        module.dependsOn().stream().filter(this::isKnown).toList());
  }

  private boolean isKnown(Dependency dependency) {
    return find(dependency.module()).isPresent();
  }
}
