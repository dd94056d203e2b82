package rouse.executor.bootstrap;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.executor.command.ContainerWork;
import rouse.executor.compose.PlatformFile;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.DockerWatch;
import rouse.executor.docker.Engine;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.log.TickProbe;

/**
 * The modules that everything else stands on, the broker and the streams app, when they are
 * containers of the platform ({@code x-rouse.supervised-by: executor}): started first, in the order
 * of their dependencies, and kept alive from then on.
 */
public final class ControlPlane implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);

  /** Without a tick for this long the observer is replaced; it writes ten in a second. */
  private static final Duration OBSERVER_SILENCE = Duration.ofSeconds(10);

  /** How long a quarantined module must live to count as recovered. */
  private static final Duration PROOF = Duration.ofSeconds(10);

  private final Supplier<PlatformFile> file;
  private final String platform;
  private final HostId host;
  private final EngineSlots slots;
  private final DependencyWait wait;
  private final Supervisor supervisor;
  private final DockerWatch watch;
  private ObserverKeeper observer;

  /**
   * @param remembered folder of what outlasts the containers
   * @param notices told when a module cannot be kept alive
   */
  public ControlPlane(
      Engine engine,
      ContainerRuntime runtime,
      Supplier<PlatformFile> file,
      HostId host,
      ContainerWork work,
      Path remembered,
      Notices notices) {
    this.file = file;
    this.platform = file.get().name();
    this.host = host;
    this.wait = new DependencyWait(runtime);
    this.slots = new EngineSlots(runtime, work, remembered);
    this.supervisor = new Supervisor(slots, this::isObserver, notices, PROOF, System::nanoTime);
    this.watch = new DockerWatch(engine, runtime, platform, this::isMine, host);
  }

  /**
   * Starts what does not run, replaces what is defined otherwise now, and keeps watch; returns when
   * each has what the next one waits for. What runs as it should is left alone.
   *
   * @throws BootException naming a module that does not become what another waits for
   * @throws InterruptedException when the start was called off
   */
  public void start() throws InterruptedException {
    if (!modules().isEmpty()) {
      bringUp();
      watch.onFact(supervisor::on);
      watch.start();
    }
  }

  /**
   * Starts what does not run and replaces what is defined otherwise now; for a file that was read
   * again.
   *
   * @throws BootException as {@link #start}
   */
  public void bringUp() throws InterruptedException {
    for (ModuleSpec module : inOrder()) {
      for (Dependency dependency : module.dependsOn()) {
        Optional<ModuleSpec> needed = find(dependency.module());
        if (needed.isPresent()) {
          wait.await(needed.get(), instances(needed.get()), dependency.condition());
        }
      }
      for (InstanceId instance : instances(module)) {
        // What is ended here is told as a death as well, and must not be acted on beside this.
        supervisor.inTurn(() -> ensure(instance, module));
      }
    }
  }

  /**
   * Watches the observer's ticks, when it is one of these modules; called when the broker answers.
   *
   * @param ticks of the observer
   */
  public void watchObserver(TickProbe ticks) {
    modules().stream()
        .filter(m -> isObserver(m.name()))
        .findFirst()
        .ifPresent(module -> watchObserver(module, ticks));
  }

  private void watchObserver(ModuleSpec module, TickProbe ticks) {
    InstanceId instance = new InstanceId(platform, module.name(), 1);
    observer =
        new ObserverKeeper(
            // One of several observers may be starting; replacing another would not help it.
            () -> ticks.look().any(),
            new ObserverPatience(OBSERVER_SILENCE, module.heartbeat().startup()),
            () -> ObserverLook.of(slots, instance),
            (verdict, run) -> supervisor.onLook(instance, verdict, run),
            System::nanoTime);
    observer.start();
  }

  private List<ModuleSpec> modules() {
    return file.get().spec().modules().stream()
        .filter(m -> m.supervisedBy() == ModuleSpec.Supervisor.EXECUTOR)
        .filter(m -> Bootstrap.isOwn(m, host))
        .toList();
  }

  private boolean isObserver(String module) {
    return file.get().observer().filter(module::equals).isPresent();
  }

  private Optional<ModuleSpec> find(String name) {
    return modules().stream().filter(m -> m.name().equals(name)).findFirst();
  }

  private boolean isMine(InstanceId instance) {
    return find(instance.module()).isPresent();
  }

  /** The file has no cycles: the reader has seen to that. */
  private List<ModuleSpec> inOrder() {
    List<ModuleSpec> order = new ArrayList<>();
    modules().forEach(module -> add(module, order));
    return order;
  }

  private void add(ModuleSpec module, List<ModuleSpec> order) {
    if (order.contains(module)) {
      return;
    }
    module.dependsOn().forEach(d -> find(d.module()).ifPresent(needed -> add(needed, order)));
    order.add(module);
  }

  private List<InstanceId> instances(ModuleSpec module) {
    List<InstanceId> instances = new ArrayList<>();
    for (int slot = 1; slot <= module.replicas(); slot++) {
      instances.add(new InstanceId(platform, module.name(), slot));
    }
    return instances;
  }

  /** The incarnation that fills the slot now, or has done its work in it. */
  private long ensure(InstanceId instance, ModuleSpec module) {
    List<ManagedContainer> present = slots.present(instance);
    long newest = slots.newest(instance, present);
    Optional<ManagedContainer> asItShallBe =
        present.stream().filter(c -> c.phase().alive() && isOf(module, c)).findFirst();
    if (asItShallBe.isPresent()) {
      supervisor.keep(instance, module, asItShallBe.get().incarnation(), newest);
      return asItShallBe.get().incarnation();
    }
    Optional<Inspection> ended = slots.ended(present);
    if (ended.filter(last -> hasCompleted(module, last)).isPresent()) {
      supervisor.leave(instance, module, ended.get().container().incarnation(), newest);
      return ended.get().container().incarnation();
    }
    slots.fill(instance, newest + 1, "supervise/" + instance + "/" + (newest + 1));
    LOG.info("started {}, incarnation {}", instance, newest + 1);
    supervisor.keep(instance, module, newest + 1, newest + 1);
    return newest + 1;
  }

  private static boolean isOf(ModuleSpec module, ManagedContainer container) {
    return container.definition().filter(module.definition()::equals).isPresent();
  }

  private static boolean hasCompleted(ModuleSpec module, Inspection last) {
    return module.completes() && last.exitCode() == 0 && isOf(module, last.container());
  }

  @Override
  public void close() {
    if (observer != null) {
      observer.close();
    }
    watch.close();
    supervisor.close();
  }
}
