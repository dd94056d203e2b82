package rouse.executor.docker;

import com.github.dockerjava.api.command.HealthStateLog;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.executor.compose.model.MountDefinition;
import rouse.executor.docker.engine.Engine;
import rouse.executor.docker.engine.EngineTimes;
import rouse.executor.docker.watch.SignalNumbers;

/** Containers on a Docker engine. Whose they are, and what they fill, is said by an identity. */
public final class DockerRuntime implements ContainerRuntime {
  private static final Duration LOOK = Duration.ofSeconds(10);
  private static final Duration CHANGE = Duration.ofSeconds(30);
  private static final Comparator<ManagedContainer> NEWEST_FIRST =
      Comparator.comparingLong(ManagedContainer::incarnation).reversed();
  private final Engine engine;
  private final ContainerHooks hooks;
  private final ContainerIdentity identity;

  /** For containers of ours. */
  public DockerRuntime(Engine engine) {
    this(engine, new LabelledContainers());
  }

  public DockerRuntime(Engine engine, ContainerIdentity identity) {
    this.engine = engine;
    this.hooks = new ContainerHooks(engine);
    this.identity = identity;
  }

  @Override
  public List<ManagedContainer> list(String platform) {
    return list(platform, identity.labelsOf(platform));
  }

  @Override
  public List<ManagedContainer> list(InstanceId instance) {
    return list(instance.toString(), identity.labelsOf(instance)).stream()
        .filter(container -> container.instance().equals(instance))
        .toList();
  }

  private List<ManagedContainer> list(String what, Map<String, String> labels) {
    List<Container> found =
        engine.call(
            "list the containers of " + what,
            LOOK,
            client -> client.listContainersCmd().withShowAll(true).withLabelFilter(labels).exec());
    return found.stream()
        .flatMap(container -> listed(container).stream())
        .sorted(NEWEST_FIRST)
        .toList();
  }

  private Optional<ManagedContainer> listed(Container container) {
    return identity.of(
        new FoundContainer(
            container.getId(),
            name(container),
            container.getLabels(),
            ContainerPhase.of(container.getState()),
            ContainerAddresses.of(container),
            Optional.empty()));
  }

  /** Links of others to it stand among its names, with theirs before. */
  private static String name(Container container) {
    String[] names = container.getNames() == null ? new String[0] : container.getNames();
    return Arrays.stream(names).filter(name -> name.lastIndexOf('/') <= 0).findFirst().orElse("");
  }

  @Override
  public Optional<Inspection> inspect(String idOrName) {
    InspectContainerResponse found =
        engine.call(
            "inspect " + idOrName,
            LOOK,
            client -> {
              try {
                return client.inspectContainerCmd(idOrName).exec();
              } catch (NotFoundException e) {
                return null;
              }
            });
    return Optional.ofNullable(found).flatMap(this::inspection);
  }

  private Optional<Inspection> inspection(InspectContainerResponse found) {
    InspectContainerResponse.ContainerState state = found.getState();
    return identity
        .of(FoundContainer.of(found))
        .map(
            container ->
                new Inspection(
                    container,
                    EngineTimes.parse(state.getStartedAt()),
                    EngineTimes.parse(state.getFinishedAt()),
                    state.getExitCodeLong() == null ? 0 : state.getExitCodeLong().intValue(),
                    Boolean.TRUE.equals(state.getOOMKilled()),
                    health(state),
                    healthAt(state),
                    healthOutput(state),
                    stopSignal(found)));
  }

  /** docker-java has no field for it, but keeps what the engine sent. */
  private static int stopSignal(InspectContainerResponse found) {
    Object signal =
        found.getRawValues().get("Config") instanceof Map<?, ?> config
            ? config.get("StopSignal")
            : null;
    return SignalNumbers.number(signal instanceof String name ? name : null);
  }

  private static Optional<Fact.Health> health(InspectContainerResponse.ContainerState state) {
    return state.getHealth() == null ? Optional.empty() : health(state.getHealth().getStatus());
  }

  /** From the engine's word; empty for {@code none}. */
  public static Optional<Fact.Health> health(String word) {
    return Arrays.stream(Fact.Health.values())
        .filter(h -> h.name().equals(String.valueOf(word).toUpperCase(Locale.ROOT)))
        .findFirst();
  }

  private static Optional<Instant> healthAt(InspectContainerResponse.ContainerState state) {
    return probes(state).stream()
        .flatMap(probe -> EngineTimes.parse(probe.getEnd()).stream())
        .max(Comparator.naturalOrder());
  }

  /** The engine keeps a few probes, the latest last. */
  private static String healthOutput(InspectContainerResponse.ContainerState state) {
    List<HealthStateLog> probes = probes(state);
    String printed = probes.isEmpty() ? null : probes.getLast().getOutput();
    return printed == null ? "" : printed;
  }

  private static List<HealthStateLog> probes(InspectContainerResponse.ContainerState state) {
    boolean none = state.getHealth() == null || state.getHealth().getLog() == null;
    return none ? List.of() : state.getHealth().getLog();
  }

  @Override
  public String create(NewContainer container) {
    String id =
        engine.call(
            "create " + container.name(),
            CHANGE,
            client -> CreateRequest.of(client, container).exec().getId());
    identity.made(id);
    for (var further : CreateRequest.furtherNetworks(container.definition())) {
      engine.run(
          "connect " + container.name() + " to " + further.network(),
          CHANGE,
          client ->
              client
                  .connectToNetworkCmd()
                  .withContainerId(id)
                  .withNetworkId(further.network())
                  .withContainerNetwork(CreateRequest.endpoint(further))
                  .exec());
    }
    putTexts(container, id);
    return id;
  }

  /** Configs and secrets whose text the platform file gives. */
  private void putTexts(NewContainer container, String id) {
    List<MountDefinition.Text> texts =
        container.definition().storage().mounts().stream()
            .filter(MountDefinition.Text.class::isInstance)
            .map(MountDefinition.Text.class::cast)
            .toList();
    if (!texts.isEmpty()) {
      engine.run(
          "put files into " + container.name(),
          CHANGE,
          client ->
              client
                  .copyArchiveToContainerCmd(id)
                  .withRemotePath("/")
                  .withTarInputStream(new ByteArrayInputStream(TextArchive.of(texts)))
                  .exec());
    }
  }

  @Override
  public void start(String id) {
    engine.run("start " + shortened(id), CHANGE, c -> unlessDone(c.startContainerCmd(id)::exec));
  }

  @Override
  public void afterStart(String id) {
    hooks.afterStart(id);
  }

  @Override
  public void kill(String id) {
    engine.run(
        "kill " + shortened(id),
        CHANGE,
        client -> {
          try {
            client.killContainerCmd(id).withSignal("KILL").exec();
          } catch (RuntimeException e) {
            if (!isGone(e)) {
              throw e;
            }
          }
        });
  }

  @Override
  public void stop(String id, Duration grace) {
    hooks.beforeStop(id, grace);
    int seconds = seconds(grace);
    engine.run(
        "stop " + shortened(id),
        CHANGE.plusSeconds(seconds),
        client -> unlessDone(client.stopContainerCmd(id).withTimeout(seconds)::exec));
  }

  /** One call, which the engine carries out to its end even when whoever asked has ended. */
  @Override
  public void restart(String id, Duration grace) {
    hooks.beforeStop(id, grace);
    int seconds = seconds(grace);
    engine.run(
        "restart " + shortened(id),
        CHANGE.plusSeconds(seconds),
        client -> client.restartContainerCmd(id).withTimeout(seconds).exec());
    hooks.afterStart(id);
  }

  private static int seconds(Duration grace) {
    return Math.toIntExact(Math.min(grace.plusMillis(999).toSeconds(), 86_400));
  }

  @Override
  public void rename(String id, String name) {
    engine.run(
        "rename " + shortened(id) + " to " + name,
        CHANGE,
        client -> client.renameContainerCmd(id).withName(name).exec());
  }

  @Override
  public void remove(String id) {
    engine.run(
        "remove " + shortened(id),
        CHANGE,
        client -> {
          try {
            client.removeContainerCmd(id).withForce(true).withRemoveVolumes(false).exec();
            identity.removed(id);
          } catch (RuntimeException e) {
            if (!isGone(e)) {
              throw e;
            }
          }
        });
  }

  /** The engine answers 304 when there is nothing to change. */
  private static void unlessDone(Runnable call) {
    try {
      call.run();
    } catch (NotModifiedException asItShallBe) {
      return;
    }
  }

  /** Not there, not running, or another is removing it already. */
  private static boolean isGone(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    return e instanceof NotFoundException
        || message.contains("is not running")
        || message.contains("already in progress");
  }

  private static String shortened(String id) {
    return id.length() > 12 ? id.substring(0, 12) : id;
  }
}
