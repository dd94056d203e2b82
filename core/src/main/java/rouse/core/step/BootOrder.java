package rouse.core.step;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import rouse.contracts.event.Fact.Health;
import rouse.contracts.platform.Dependency;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.PlatformState;
import rouse.core.text.StatusText;

/**
 * What must be there before an instance is started, and gone before it is retired. Boot and
 * recovery ask the same question: a module that failed waits for its dependencies as one that was
 * never there does.
 */
public final class BootOrder {
  private BootOrder() {}

  /** Why an instance of the module cannot be started now, naming the culprit. */
  public static Optional<String> obstacleToStart(PlatformState state, DeclaredModule module) {
    return module.spec().dependsOn().stream()
        .filter(Dependency::required)
        .filter(d -> !isReady(state, d))
        .findFirst()
        .map(d -> "waits for " + d.module() + trouble(state, d));
  }

  /**
   * Why an instance of the module cannot follow now one that was replaced: of those it depends on,
   * one has not proved itself, or is itself to be replaced. So the order is kept from one to the
   * next, and a dependency that does not stay costs its dependents nothing.
   */
  public static Optional<String> obstacleToFollow(PlatformState state, DeclaredModule module) {
    Stream<String> required =
        module.spec().dependsOn().stream().filter(Dependency::required).map(Dependency::module);
    Stream<String> followed = state.modules().followedBy(module.spec().name()).stream();
    return Stream.concat(required, followed)
        .flatMap(name -> state.instancesOf(name).stream())
        .filter(i -> i.desired() == DesiredState.RUNNING)
        .filter(i -> !RollingReplacement.isSteady(i) || i.isRestartPending())
        .findFirst()
        .map(i -> "is replaced when " + i.id() + " is alive");
  }

  /** Why an instance of the module cannot be retired now: a dependent is still there. */
  public static Optional<String> obstacleToRetire(PlatformState state, String module) {
    return state.modules().dependentsOf(module).stream()
        .filter(
            d ->
                state.instancesOf(d).stream()
                    .anyMatch(i -> i.desired() == DesiredState.GONE && !i.isGone()))
        .findFirst()
        .map(d -> "waits for " + d + " to be gone");
  }

  public static boolean isReady(PlatformState state, Dependency dependency) {
    DeclaredModule module = state.modules().wanted().get(dependency.module());
    if (module == null) {
      return false;
    }
    Collection<InstanceState> instances = wantedOf(state, dependency.module());
    List<InstanceState> serving = instances.stream().filter(i -> !isLeftDown(i)).toList();
    boolean any = !serving.isEmpty() || (instances.isEmpty() && module.spec().replicas() == 0);
    return any
        && serving.stream().allMatch(i -> isReady(i, state.moduleOf(i), dependency.condition()));
  }

  /** An operator wants it so: while others of its module serve, nobody waits for it. */
  private static boolean isLeftDown(InstanceState i) {
    boolean serves = i.seen().isUp() || i.seen().observed() == ObservedPhase.COMPLETED;
    return (i.desired() == DesiredState.HELD || i.seen().isPaused()) && !serves;
  }

  private static boolean isReady(
      InstanceState i, DeclaredModule module, Dependency.Condition condition) {
    if (i.hasSuccessorOrdered() || i.definitionDiffers(module)) {
      return false;
    }
    boolean completed = i.seen().observed() == ObservedPhase.COMPLETED;
    return switch (condition) {
      case SERVICE_STARTED -> completed || hasStarted(i, module);
      case SERVICE_HEALTHY -> isHealthy(i, module);
      case SERVICE_COMPLETED_SUCCESSFULLY -> completed;
    };
  }

  /** Docker knows when a container has started; a module that beats itself says so. */
  private static boolean hasStarted(InstanceState i, DeclaredModule module) {
    return i.seen().isUp() && (i.seen().heard() || !module.beatsItself());
  }

  private static boolean isHealthy(InstanceState i, DeclaredModule module) {
    boolean judgedByDocker = module.spec().healthcheck() && module.isCommanded();
    boolean healthy = i.seen().health() == Health.HEALTHY;
    return i.seen().isUp() && (healthy || (!judgedByDocker && i.seen().proven()));
  }

  /**
   * Whether an instance that is wanted runs as declared and has shown life since: by its first beat
   * when it beats itself, by its health check when it has one, else by having stayed for a while.
   */
  public static boolean hasComeUp(PlatformState state, InstanceState i) {
    DeclaredModule module = state.modules().isWanted(i.id().module()) ? state.moduleOf(i) : null;
    if (module == null
        || i.seen().unwell()
        || StatusText.isOutOfSight(state, i)
        || i.isRestartPending()) {
      return false;
    }
    Dependency.Condition shown =
        module.beatsItself() && !module.spec().healthcheck()
            ? Dependency.Condition.SERVICE_STARTED
            : Dependency.Condition.SERVICE_HEALTHY;
    return isReady(i, module, Dependency.Condition.SERVICE_COMPLETED_SUCCESSFULLY)
        || isReady(i, module, shown);
  }

  /** Whether it runs as declared, or has done its work, and no replacement is under way. */
  public static boolean isSettled(InstanceState i, DeclaredModule module) {
    boolean there = i.seen().isUp() || i.seen().observed() == ObservedPhase.COMPLETED;
    return there
        && i.effort().inFlight() == null
        && !i.definitionDiffers(module)
        && !i.isRestartPending();
  }

  /** Also what an update runs besides. */
  private static Collection<InstanceState> wantedOf(PlatformState state, String module) {
    return state.instancesOf(module).stream()
        .filter(i -> i.desired() == DesiredState.RUNNING || i.desired() == DesiredState.HELD)
        .toList();
  }

  /** What is wrong with a dependency; nothing when it is merely on its way. */
  private static String trouble(PlatformState state, Dependency dependency) {
    if (state.modules().wanted().get(dependency.module()) == null) {
      return ", which is not declared";
    }
    return wantedOf(state, dependency.module()).stream()
        .filter(i -> !i.seen().isUp() && i.seen().reason() != null)
        .findFirst()
        .map(i -> i.seen().isPaused() ? " (paused)" : ", which failed: " + i.seen().reason())
        .orElse("");
  }
}
