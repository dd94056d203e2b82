package rouse.executor.bootstrap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.executor.compose.PlatformFile;

/** The modules of the control plane that are this host's, by the file as it is now. */
final class ControlModules {
  private final Supplier<PlatformFile> file;
  private final HostId host;

  ControlModules(Supplier<PlatformFile> file, HostId host) {
    this.file = file;
    this.host = host;
  }

  PlatformFile file() {
    return file.get();
  }

  /** In the order of the file. */
  List<ModuleSpec> all() {
    return file().spec().modules().stream()
        .filter(m -> m.supervisedBy() == ModuleSpec.Supervisor.EXECUTOR)
        .filter(m -> Bootstrap.isOwn(m, host))
        .toList();
  }

  Optional<ModuleSpec> find(String name) {
    return all().stream().filter(m -> m.name().equals(name)).findFirst();
  }

  /** Each after those it depends on. The file has no cycles: the reader has seen to that. */
  List<ModuleSpec> inOrder() {
    List<ModuleSpec> order = new ArrayList<>();
    all().forEach(module -> add(module, order));
    return order;
  }

  private void add(ModuleSpec module, List<ModuleSpec> order) {
    if (order.contains(module)) {
      return;
    }
    module.dependsOn().forEach(d -> find(d.module()).ifPresent(needed -> add(needed, order)));
    order.add(module);
  }

  List<InstanceId> instances(ModuleSpec module) {
    List<InstanceId> instances = new ArrayList<>();
    for (int slot = 1; slot <= module.replicas(); slot++) {
      instances.add(new InstanceId(file().name(), module.name(), slot));
    }
    return instances;
  }

  /** Whether it is the streams app. */
  boolean isObserver(String module) {
    return file().observer().filter(module::equals).isPresent();
  }
}
