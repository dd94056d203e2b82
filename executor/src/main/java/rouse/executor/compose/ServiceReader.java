package rouse.executor.compose;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.ModuleSpec.Kind;
import rouse.contracts.platform.RestartPolicy;
import rouse.executor.compose.load.EnvironmentFiles;
import rouse.executor.compose.model.BuildDefinition;
import rouse.executor.compose.model.ContainerDefinition;
import rouse.executor.compose.model.ContainerDefinition.PullPolicy;
import rouse.executor.compose.model.DefinitionHash;
import rouse.executor.compose.model.HealthcheckDefinition;
import rouse.executor.compose.model.LoggingDefinition;
import rouse.executor.compose.yaml.MessageText;
import rouse.executor.compose.yaml.Section;

/** One service: how its container is made, and what Rouse must know to keep it alive. */
final class ServiceReader {
  private final ReaderScope scope;
  private final NetworkReader networks;
  private final Map<String, List<Dependency>> dependencies;

  /**
   * @param dependencies of each service that runs
   */
  ServiceReader(
      ReaderScope scope, NetworkReader networks, Map<String, List<Dependency>> dependencies) {
    this.dependencies = dependencies;
    this.scope = scope;
    this.networks = networks;
  }

  Optional<ContainerDefinition> definition(String module, Section service) {
    Optional<BuildDefinition> build = new BuildReader(scope).read(service.at("build"));
    Optional<String> image = service.text("image").filter(i -> !i.isBlank());
    if (image.isEmpty() && !service.at("build").present()) {
      service.error("neither image nor build", "Say with one of them what the module runs.");
    }
    return Optional.of(
        new ContainerDefinition(
            module,
            image.orElse(scope.platform() + "-" + module),
            service.text("platform"),
            pullPolicy(service.at("pull_policy"), build.isPresent()),
            build,
            new ProcessReader(scope).read(service),
            networks.read(service, module),
            new MountReader(scope).read(service),
            new ResourceReader().read(service),
            new PrivilegeReader(scope).read(service),
            new HealthcheckReader().read(service.at("healthcheck")),
            labels(service),
            logging(service.at("logging"))));
  }

  private static PullPolicy pullPolicy(Section policy, boolean builds) {
    return switch (policy.text().orElse("missing")) {
      case "missing", "if_not_present" -> PullPolicy.MISSING;
      case "always", "refresh", "daily", "weekly" -> PullPolicy.ALWAYS;
      case "never" -> PullPolicy.NEVER;
      case "build" -> {
        if (!builds) {
          policy.error("pull_policy build without a build", "Say under build how.");
        }
        yield PullPolicy.BUILD;
      }
      default -> {
        if (policy.text().get().matches("every_([0-9]+[wdhms])+")) {
          yield PullPolicy.ALWAYS;
        }
        policy.error(
            MessageText.quoted(policy.text().get()) + " is no pull policy",
            MessageText.suggestion(
                policy.text().get(),
                List.of("missing", "always", "never", "build", "if_not_present")));
        yield PullPolicy.MISSING;
      }
    };
  }

  /** Those of files, then the service's own over them. */
  private Map<String, String> labels(Section service) {
    Map<String, String> labels = new LinkedHashMap<>();
    Section files = service.at("label_file");
    List<Section> items = files.isListing() ? files.items() : List.of(files);
    for (Section item : items) {
      labels.putAll(new EnvironmentFiles(scope).read(item, scope.isElsewhere(service)));
    }
    labels.putAll(service.at("labels").plainPairs());
    return labels;
  }

  private static Optional<LoggingDefinition> logging(Section logging) {
    return logging.present()
        ? Optional.of(
            new LoggingDefinition(logging.text("driver"), logging.at("options").plainPairs()))
        : Optional.empty();
  }

  /**
   * @param completes some dependent waits for its successful end
   */
  Optional<ModuleSpec> spec(
      String module, Section service, ContainerDefinition definition, boolean completes) {
    RouseReader.Module rouse = RouseReader.module(service);
    Section counted =
        service.at("deploy", "replicas").present()
            ? service.at("deploy", "replicas")
            : service.at("scale");
    OptionalLong replicas = counted.integer();
    int count =
        (int) replicas.orElse(rouse.scale().map(s -> (long) Math.max(1, s.min())).orElse(1L));
    boolean many = count > 1 || rouse.scale().isPresent();
    boolean worker = many || rouse.balance().isPresent();
    Kind kind = rouse.kind().orElse(worker ? Kind.WORKER : Kind.MODULE);
    if (kind == Kind.MODULE && worker) {
      service
          .at(RouseReader.KEY, "kind")
          .error(
              "a module has one instance",
              "Write kind: worker, or take replicas, scale and balance away.");
    }
    if (count > 1
        && rouse.supervisedBy() == ModuleSpec.Supervisor.EXECUTOR
        && RouseReader.observes(service)) {
      // Ticks do not say whose they are: those of one would hide that another has stopped.
      counted.error(
          "an observer that the executor looks after has one instance",
          "Take replicas and scale away.");
    }
    rouse
        .scale()
        .filter(s -> count < s.min() || count > s.max())
        .ifPresent(
            s ->
                counted.error(
                    count + " replicas are not between scale.min and scale.max",
                    "Write a number from " + s.min() + " to " + s.max() + "."));
    if (rouse.recovery().restartsInPlace()
        && rouse.heartbeat().source() == HeartbeatPolicy.Source.SELF) {
      // A container keeps its environment: the beats of its next run would still carry this number.
      service
          .at(RouseReader.KEY, "recovery", "method")
          .error(
              "a module that beats itself is told its incarnation when its container is made",
              "Write method: recreate, or heartbeat: { source: docker }.");
    }
    HeartbeatPolicy heartbeat = heartbeat(service, definition, rouse.heartbeat());
    try {
      return Optional.of(
          new ModuleSpec(
              module,
              kind,
              rouse.host().orElse(null),
              count,
              heartbeat,
              rouse.recovery(),
              dependencies.get(module),
              rouse.scale().orElse(null),
              rouse.supervisedBy(),
              DefinitionHash.of(definition, ""),
              definition.healthcheck().filter(h -> !h.disabled()).isPresent(),
              completes || rouse.job(),
              definition.process().stopGrace(),
              restart(service),
              rouse.supervisedBy() == ModuleSpec.Supervisor.EXECUTOR
                  ? null
                  : UpdateReader.read(service, definition, heartbeat.startup()),
              rouse.balance().orElse(null)));
    } catch (IllegalArgumentException e) {
      service.error(MessageText.clean(e.getMessage()), "Give the service another name.");
      return Optional.empty();
    }
  }

  /** A start period that is longer than our startup time extends it, unless that is given too. */
  private static HeartbeatPolicy heartbeat(
      Section service, ContainerDefinition definition, HeartbeatPolicy policy) {
    boolean given = service.at(RouseReader.KEY, "heartbeat", "startup").present();
    return definition
        .healthcheck()
        .flatMap(HealthcheckDefinition::verdict)
        .filter(verdict -> !given && verdict.compareTo(policy.startup()) > 0)
        .map(
            verdict ->
                new HeartbeatPolicy(policy.source(), policy.timeout(), verdict, policy.most()))
        .orElse(policy);
  }

  /** The service's own word, else what a swarm would do. */
  private static RestartPolicy restart(Section service) {
    Section restart = service.at("restart");
    Section swarm = service.at("deploy", "restart_policy");
    if (!restart.present() && swarm.at("condition").present()) {
      return swarm(swarm);
    }
    Optional<String> text = restart.text().filter(t -> !t.isEmpty());
    try {
      return text.map(RestartPolicy::parse).orElse(RestartPolicy.UNSTATED);
    } catch (IllegalArgumentException e) {
      restart.error(
          MessageText.quoted(text.get()) + " is no restart policy",
          "Write no, always, unless-stopped, on-failure or on-failure:3.");
      return RestartPolicy.UNSTATED;
    }
  }

  private static RestartPolicy swarm(Section policy) {
    String condition = policy.text("condition").orElse("any");
    String attempts = policy.text("max_attempts").map(n -> ":" + n).orElse("");
    return switch (condition) {
      case "none", "no" -> RestartPolicy.parse("no");
      case "on-failure" ->
          RestartPolicy.parse("on-failure" + (attempts.equals(":0") ? "" : attempts));
      default -> RestartPolicy.parse("always");
    };
  }
}
