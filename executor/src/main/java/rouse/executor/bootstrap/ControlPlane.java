package rouse.executor.bootstrap;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.executor.command.ContainerWork;
import rouse.executor.compose.PlatformFile;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.DockerWatch;
import rouse.executor.docker.Engine;
import rouse.executor.log.TickProbe;

/**
 * The modules that everything else stands on, the broker and the streams app, when they are
 * containers of the platform ({@code x-rouse.supervised-by: executor}): started first, in the order
 * of their dependencies, and kept alive from then on.
 */
public final class ControlPlane implements AutoCloseable {
  /** Without a tick for this long the observer is replaced; it writes ten in a second. */
  private static final Duration OBSERVER_SILENCE = Duration.ofSeconds(10);

  /** How long a quarantined module must live to count as recovered. */
  private static final Duration PROOF = Duration.ofSeconds(10);

  private final ControlModules modules;
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
    this.modules = new ControlModules(file, host);
    this.wait = new DependencyWait(runtime);
    this.watch = new DockerWatch(engine, runtime, modules.file().name(), this::isMine, host);
    this.slots = new EngineSlots(runtime, work, watch::stopping, remembered);
    this.stops = new Stops(remembered);
    this.supervisor = new Supervisor(slots, modules::isObserver, notices, PROOF, System::nanoTime);
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
    if (!modules.all().isEmpty()) {
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
    new BringUp(modules, slots, wait, stops, supervisor, wanted).run();
  }

  /**
   * Watches the observer's ticks, when it is one of these modules; called when the broker answers.
   *
   * @param ticks of the observer
   */
  public void watchObserver(TickProbe ticks) {
    modules.all().stream()
        .filter(m -> modules.isObserver(m.name()))
        .findFirst()
        .ifPresent(module -> watchObserver(module, ticks));
  }

  private void watchObserver(ModuleSpec module, TickProbe ticks) {
    InstanceId instance = modules.instances(module).getFirst();
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

  private boolean isMine(InstanceId instance) {
    return modules.find(instance.module()).isPresent();
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
