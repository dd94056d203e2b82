package rouse.executor.bootstrap;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
  private final Stops stops;
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
    this.watch = new DockerWatch(engine, runtime, platform, this::isMine, host);
    this.slots = new EngineSlots(runtime, work, watch::stopping, remembered);
    this.stops = new Stops(remembered);
    this.supervisor = new Supervisor(slots, this::isObserver, notices, PROOF, System::nanoTime);
  }

  /**
   * Starts what does not run, replaces what is defined otherwise now, and keeps watch; returns when
   * each has what the next one waits for. What runs as it should is left alone, and so is what
   * somebody stopped: that an executor starts is nobody's wish to have it back.
   *
   * @throws BootException naming a module that does not become what another waits for
   * @throws InterruptedException when the start was called off
   */
  public void start() throws InterruptedException {
    if (!modules().isEmpty()) {
      watch.onFact(stops::on);
      // Tells who was stopped while nobody watched.
      watch.look();
      bringUp(false);
      watch.onFact(supervisor::on);
      watch.start();
    }
  }

  /** Whether what happens to its containers is told; not so when there are none. */
  public boolean isWatching() {
    return watch.isWatching();
  }

  /**
   * Starts what does not run, also what somebody stopped, and replaces what is defined otherwise
   * now; for somebody who wants all that the file names, as it is now.
   *
   * @throws BootException as {@link #start}
   */
  public void bringUp() throws InterruptedException {
    bringUp(true);
  }

  private void bringUp(boolean wanted) throws InterruptedException {
    Set<InstanceId> left = new HashSet<>();
    for (ModuleSpec module : inOrder()) {
      boolean ready = awaitNeeded(module, left);
      for (InstanceId instance : instances(module)) {
        // What is ended here is told as a death as well, and must not be acted on beside this.
        if (!supervisor.inTurn(() -> ensure(instance, module, wanted, ready))) {
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
  private boolean awaitNeeded(ModuleSpec module, Set<InstanceId> left) throws InterruptedException {
    boolean ready = true;
    for (Dependency dependency : module.dependsOn()) {
      Optional<ModuleSpec> needed = find(dependency.module());
      if (needed.isPresent()) {
        List<InstanceId> all = instances(needed.get());
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

  /**
   * Has it run, or done its work.
   *
   * @param wanted also when somebody stopped it
   * @param ready whether what it needs is there
   * @return false when it is left as it is
   */
  private boolean ensure(InstanceId instance, ModuleSpec module, boolean wanted, boolean ready) {
    List<ManagedContainer> present = slots.present(instance);
    long newest = slots.newest(instance, present);
    Optional<ManagedContainer> asItShallBe =
        present.stream().filter(c -> c.phase().alive() && isOf(module, c)).findFirst();
    if (asItShallBe.isPresent()) {
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
          file.get().path());
      supervisor.leave(instance, module, last, newest);
      return false;
    }
    slots.fill(instance, newest + 1, "supervise/" + instance + "/" + (newest + 1));
    LOG.info("started {}, incarnation {}", instance, newest + 1);
    supervisor.keep(instance, module, newest + 1, newest + 1);
    return true;
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
