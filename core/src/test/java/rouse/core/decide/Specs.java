package rouse.core.decide;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.Dependency.Condition;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.contracts.platform.RecoveryPolicy;
import rouse.contracts.platform.RestartPolicy;
import rouse.contracts.platform.ScalePolicy;
import rouse.contracts.platform.UpdatePolicy;

/** Platforms for tests, written in a line or two. */
public final class Specs {
  private Specs() {}

  public static PlatformSpec platform(ModuleBuilder... modules) {
    return new PlatformSpec(
        "ias",
        List.of(modules).stream().map(ModuleBuilder::build).toList(),
        List.of("ops@example.org", "+441632960001"));
  }

  public static ModuleBuilder self(String name) {
    return new ModuleBuilder(name, HeartbeatPolicy.Source.SELF);
  }

  public static ModuleBuilder docker(String name) {
    return new ModuleBuilder(name, HeartbeatPolicy.Source.DOCKER);
  }

  public static final class ModuleBuilder {
    private final String name;
    private final HeartbeatPolicy.Source source;
    private final List<Dependency> dependsOn = new ArrayList<>();
    private ModuleSpec.Kind kind = ModuleSpec.Kind.MODULE;
    private ModuleSpec.Supervisor supervisor = ModuleSpec.Supervisor.DECIDER;
    private ScalePolicy scale;
    private RecoveryPolicy recovery = RecoveryPolicy.DEFAULT;
    private String host;
    private String definition = "v1";
    private int replicas = 1;
    private boolean healthcheck;
    private boolean completes;
    private RestartPolicy restart = RestartPolicy.UNSTATED;
    private Duration stopGrace = Duration.ofSeconds(10);
    private UpdatePolicy update;

    private ModuleBuilder(String name, HeartbeatPolicy.Source source) {
      this.name = name;
      this.source = source;
    }

    public ModuleBuilder after(String... modules) {
      for (String module : modules) {
        dependsOn.add(Dependency.on(module));
      }
      return this;
    }

    public ModuleBuilder after(String module, Condition condition) {
      dependsOn.add(new Dependency(module, condition, false, true));
      return this;
    }

    /** Is replaced when that one was. */
    public ModuleBuilder following(String module) {
      return following(module, Condition.SERVICE_STARTED);
    }

    public ModuleBuilder following(String module, Condition condition) {
      dependsOn.add(new Dependency(module, condition, true, true));
      return this;
    }

    public ModuleBuilder maybeFollowing(String module) {
      dependsOn.add(new Dependency(module, Condition.SERVICE_STARTED, true, false));
      return this;
    }

    /** Whatever depends on it is replaced when it was. */
    public ModuleBuilder withDependents() {
      recovery = new RecoveryPolicy(RecoveryPolicy.Strategy.DEPENDENTS, 0, null, null);
      return this;
    }

    public ModuleBuilder maybeAfter(String module) {
      dependsOn.add(new Dependency(module, Condition.SERVICE_STARTED, false, false));
      return this;
    }

    public ModuleBuilder workers(int count, int max) {
      kind = ModuleSpec.Kind.WORKER;
      replicas = count;
      scale = new ScalePolicy(1, max, null, 0.7, null, null);
      return this;
    }

    public ModuleBuilder scaled(int count, ScalePolicy policy) {
      kind = ModuleSpec.Kind.WORKER;
      replicas = count;
      scale = policy;
      return this;
    }

    public ModuleBuilder on(String hostId) {
      host = hostId;
      return this;
    }

    public ModuleBuilder definition(String hash) {
      definition = hash;
      return this;
    }

    public ModuleBuilder healthchecked() {
      healthcheck = true;
      return this;
    }

    public ModuleBuilder stoppingWithin(Duration grace) {
      stopGrace = grace;
      return this;
    }

    public ModuleBuilder oneShot() {
      completes = true;
      return this;
    }

    /** One after the other, and back when one fails. */
    public ModuleBuilder updated() {
      return updated(UpdatePolicy.inTurn(Duration.ofSeconds(30)));
    }

    public ModuleBuilder updated(UpdatePolicy policy) {
      update = policy;
      return this;
    }

    /** As a Compose file writes it. */
    public ModuleBuilder restart(String policy) {
      restart = RestartPolicy.parse(policy);
      return this;
    }

    public ModuleBuilder supervisedByExecutor() {
      supervisor = ModuleSpec.Supervisor.EXECUTOR;
      return this;
    }

    public ModuleBuilder attempts(int count, Duration within) {
      recovery = new RecoveryPolicy(RecoveryPolicy.Strategy.ONE, count, within, null);
      return this;
    }

    public ModuleSpec build() {
      return new ModuleSpec(
          name,
          kind,
          host,
          replicas,
          new HeartbeatPolicy(source, Duration.ofSeconds(3), Duration.ofSeconds(60)),
          recovery,
          dependsOn,
          scale,
          supervisor,
          definition,
          healthcheck,
          completes,
          stopGrace,
          restart,
          update,
          null);
    }
  }
}
