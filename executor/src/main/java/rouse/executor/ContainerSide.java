package rouse.executor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Command;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.executor.balance.LoadBalancers;
import rouse.executor.bootstrap.BootProgress;
import rouse.executor.bootstrap.Images;
import rouse.executor.bootstrap.KeptDefinitions;
import rouse.executor.bootstrap.PlatformResources;
import rouse.executor.command.CommandExecution;
import rouse.executor.command.ContainerFactory;
import rouse.executor.command.ContainerOperations;
import rouse.executor.command.DrainingOperations;
import rouse.executor.command.InPlaceRestart;
import rouse.executor.command.KeyedExecutor;
import rouse.executor.command.Ownership;
import rouse.executor.command.Prerequisites;
import rouse.executor.command.ProbeLane;
import rouse.executor.command.StopGuard;
import rouse.executor.compose.model.ContainerDefinition;
import rouse.executor.docker.ContainerCounters;
import rouse.executor.docker.ContainerIdentity;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.ContainerUsage;
import rouse.executor.docker.DockerNetworks;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.IpFile;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.RestartedContainers;
import rouse.executor.docker.RunNumbers;
import rouse.executor.docker.engine.Engine;
import rouse.executor.docker.evidence.ContainerWitness;
import rouse.executor.docker.evidence.HealthProbe;
import rouse.executor.docker.image.DockerImages;
import rouse.executor.docker.watch.DockerWatch;
import rouse.executor.files.FileHashes;

/** The executor's side towards Docker: it watches the platform's containers, and changes them. */
final class ContainerSide {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerSide.class);
  private final DeclaredFile file;
  private final Meters meters;
  private final Engine engine;
  private final RunNumbers numbers;
  private final ContainerRuntime runtime;
  private final Ownership ownership;
  private final DockerWatch watch;
  private final IpFile addresses;
  private final KeyedExecutor lanes;
  private final ProbeLane probes;
  private final ContainerWitness witness;
  private final ContainerOperations work;
  private final LoadBalancers balancers;
  private final Function<Envelope<Command>, Envelope<Fact>> execution;

  /**
   * Connects; watches nothing yet.
   *
   * @param state folder of what the executor remembers
   * @param seen told of all that the engine tells
   */
  ContainerSide(
      Settings settings,
      DeclaredFile file,
      HostId host,
      Path state,
      Clock clock,
      Consumer<Envelope<Fact>> seen,
      Meters meters,
      Parts parts) {
    this.file = file;
    this.meters = meters;
    engine = parts.keep(Engine.connect(settings));
    LOG.info("Docker at {}, API {}", engine.address(), engine.apiVersion());
    numbers = new RunNumbers(state.resolve("runs.json"));
    ContainerIdentity identity = new RestartedContainers(numbers);
    runtime = new DockerRuntime(engine, identity);
    ownership = new Ownership(file::spec, host, this::isHere);
    watch =
        parts.keep(
            new DockerWatch(
                engine, runtime, file.name(), ownership::mayOwn, numbers::isRestarting, host));
    addresses = new IpFile(state);
    lanes = parts.keep(new KeyedExecutor(settings.number(KnownSettings.EXECUTOR_PARALLEL)));
    probes = parts.keep(new ProbeLane(runtime::list, new HealthProbe(engine)::run, host, clock));
    witness =
        parts.keep(new ContainerWitness(engine, host, seen, identity, InstanceId::containerName));
    ContainerFactory factory =
        new ContainerFactory(file::now, settings, new KeptDefinitions(state)::find);
    work =
        parts.keep(
            new ContainerOperations(
                runtime,
                factory,
                prerequisites(state),
                watch::expectEnd,
                lanes::aside,
                id -> witness.take(id, ContainerWitness.REMOVED),
                Optional.of(
                    new InPlaceRestart(
                        runtime,
                        numbers,
                        watch::expectRestart,
                        id -> witness.take(id, ContainerWitness.RESTARTED),
                        lanes::aside))));
    StopGuard guard = new StopGuard(i -> watch.stopping(i, factory.stopGrace(i)), clock);
    balancers = parts.keep(new LoadBalancers(file::now, watch::running));
    execution =
        meters.timed(
            new CommandExecution(
                new DrainingOperations(work, balancers, clock), guard, host, clock));
  }

  private Prerequisites prerequisites(Path state) {
    Images images =
        new Images(new DockerImages(engine), BootProgress.SILENT, 1, new FileHashes(), state);
    PlatformResources resources =
        new PlatformResources(new DockerNetworks(engine), BootProgress.SILENT);
    return new Prerequisites() {
      @Override
      public void provide(ContainerDefinition definition) {
        resources.ensure(file.now());
        images.ensure(List.of(definition));
      }

      @Override
      public void ensureVolumes(ContainerDefinition definition) {
        Set<String> names = definition.storage().volumes();
        if (!names.isEmpty()) {
          resources.ensureVolumes(file.now(), names::contains);
        }
      }
    };
  }

  /**
   * From now on it is told what happens to the containers.
   *
   * @param seen told of all that the engine tells
   */
  void watch(Consumer<Envelope<Fact>> seen) {
    watch.onFact(witness::onFact);
    watch.onFact(seen);
    watch.onFact(meters::seen);
    watch.onFact(fact -> writeAddresses());
    watch.onResync(meters::synced);
    watch.onResync(this::writeAddresses);
    watch.onResync(() -> work.clearLeftovers(file.name()));
    watch.onResync(() -> numbers.forgetGone(this::containerIds));
    meters.running(watch::running);
    watch.start();
  }

  private List<String> containerIds() {
    return runtime.list(file.name()).stream().map(ManagedContainer::id).toList();
  }

  private void writeAddresses() {
    try {
      addresses.write(file.spec(), watch.running());
    } catch (IOException e) {
      LOG.error(
          "cannot write {} ({}). Make the folder writable, or set executor.state.",
          addresses.path(),
          e.getMessage());
    }
  }

  boolean isHere(InstanceId instance) {
    return !runtime.list(instance).isEmpty();
  }

  /** Whether none of the modules runs here that the streams app decides about. */
  boolean isIdle() {
    return runtime.list(file.name()).stream().noneMatch(this::isAtWork);
  }

  private boolean isAtWork(ManagedContainer container) {
    boolean controlPlanes =
        file.spec()
            .module(container.instance().module())
            .filter(m -> m.supervisedBy() == ModuleSpec.Supervisor.EXECUTOR)
            .isPresent();
    return container.phase().alive() && !controlPlanes;
  }

  /** Subnets of the platform's networks. */
  List<String> subnets() {
    DockerNetworks networks = new DockerNetworks(engine);
    return file.now().networks().stream()
        .flatMap(network -> networks.subnets(network.name()).stream())
        .toList();
  }

  ContainerRuntime runtime() {
    return runtime;
  }

  DockerWatch events() {
    return watch;
  }

  Ownership ownership() {
    return ownership;
  }

  IpFile addresses() {
    return addresses;
  }

  KeyedExecutor lanes() {
    return lanes;
  }

  ProbeLane probes() {
    return probes;
  }

  ContainerUsage usage() {
    return new ContainerUsage(engine);
  }

  ContainerCounters counters() {
    return new ContainerCounters(engine);
  }

  LoadBalancers balancers() {
    return balancers;
  }

  ContainerOperations work() {
    return work;
  }

  Function<Envelope<Command>, Envelope<Fact>> execution() {
    return execution;
  }
}
