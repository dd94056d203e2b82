package rouse.executor.bootstrap;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.Followers;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.ManagedContainer;

/**
 * Once through the control plane in the order of its dependencies: starts what does not run,
 * replaces what is defined otherwise now and who follows that, and leaves the rest.
 */
final class BringUp {
  private static final Logger LOG = LoggerFactory.getLogger(BringUp.class);
  private final ControlModules modules;
  private final EngineSlots slots;
  private final DependencyWait wait;
  private final Stops stops;
  private final Supervisor supervisor;
  private final boolean wanted;
  private final Followers followers;
  private final Set<InstanceId> left = new HashSet<>();
  private final Set<String> outlived = new HashSet<>();

  /**
   * @param wanted also what somebody stopped
   */
  BringUp(
      ControlModules modules,
      EngineSlots slots,
      DependencyWait wait,
      Stops stops,
      Supervisor supervisor,
      boolean wanted) {
    this.modules = modules;
    this.slots = slots;
    this.wait = wait;
    this.stops = stops;
    this.supervisor = supervisor;
    this.wanted = wanted;
    this.followers = new Followers(modules.all());
  }

  /**
   * Returns when each has what the next one waits for.
   *
   * @throws BootException naming a module that does not become what another waits for
   */
  void run() throws InterruptedException {
    for (ModuleSpec module : modules.inOrder()) {
      boolean ready = awaitNeeded(module);
      for (InstanceId instance : modules.instances(module)) {
        // What is ended here is told as a death as well, and must not be acted on beside this.
        if (!supervisor.inTurn(() -> ensure(instance, module, ready))) {
          left.add(instance);
        }
      }
    }
  }

  /**
   * Nobody waits for what was left stopped, as nobody does while it is stopped later on.
   *
   * @return false when the work of one that was left so is not done, and is needed
   */
  private boolean awaitNeeded(ModuleSpec module) throws InterruptedException {
    boolean ready = true;
    for (Dependency dependency : module.dependsOn()) {
      Optional<ModuleSpec> needed = modules.find(dependency.module());
      if (needed.isPresent()) {
        List<InstanceId> all = modules.instances(needed.get());
        List<InstanceId> coming = all.stream().filter(i -> !left.contains(i)).toList();
        wait.await(needed.get(), coming, dependency.condition());
        boolean work =
            dependency.condition() == Dependency.Condition.SERVICE_COMPLETED_SUCCESSFULLY;
        ready &= !work || coming.size() == all.size();
      }
    }
    return ready;
  }

  /**
   * Has it run, or done its work.
   *
   * @param ready whether what it needs is there
   * @return false when it is left as it is
   */
  private boolean ensure(InstanceId instance, ModuleSpec module, boolean ready) {
    List<ManagedContainer> present = slots.present(instance);
    long newest = slots.newest(instance, present);
    Optional<ManagedContainer> asItShallBe =
        present.stream().filter(c -> c.phase().alive() && isOf(module, c)).findFirst();
    if (asItShallBe.isPresent() && !outlived.contains(module.name())) {
      supervisor.keep(instance, module, asItShallBe.get().incarnation(), newest);
      return true;
    }
    Optional<Inspection> ended = slots.ended(present);
    long last = ended.map(e -> e.container().incarnation()).orElse(newest);
    if (ended.filter(e -> hasCompleted(module, e)).isPresent()) {
      supervisor.leave(instance, module, last, newest);
      return true;
    }
    if (!ready || (!wanted && ended.filter(stops::explains).isPresent())) {
      LOG.warn(
          "{} {}: it is left so. To have it back: rouse up -f {}",
          instance,
          ready ? "was stopped by somebody" : "waits for what was stopped by somebody",
          modules.file().path());
      supervisor.leave(instance, module, last, newest);
      return false;
    }
    slots.fill(instance, newest + 1, "supervise/" + instance + "/" + (newest + 1), false);
    LOG.info("started {}, incarnation {}", instance, newest + 1);
    supervisor.keep(instance, module, newest + 1, newest + 1);
    outlived.addAll(followers.of(module.name()));
    return true;
  }

  private static boolean isOf(ModuleSpec module, ManagedContainer container) {
    return container.definition().filter(module.definition()::equals).isPresent();
  }

  private static boolean hasCompleted(ModuleSpec module, Inspection last) {
    return module.completes() && last.exitCode() == 0 && isOf(module, last.container());
  }
}
