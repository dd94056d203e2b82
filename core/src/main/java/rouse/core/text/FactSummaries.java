package rouse.core.text;

import java.time.Duration;
import rouse.contracts.event.Fact;

/** One line for people about a fact. */
public final class FactSummaries {
  private FactSummaries() {}

  static String of(Fact fact) {
    return switch (fact) {
      case Fact.PlatformDeclared f ->
          "host %s declares %d modules%s"
              .formatted(
                  f.host(),
                  f.spec().modules().size(),
                  f.wishedBy() == null ? "" : ", wished up by " + f.wishedBy());
      case Fact.PlatformWithdrawn f -> "platform taken down" + by(f.by());
      case Fact.BootRequested f -> "host " + f.host() + " asks to boot the platform" + by(f.by());
      case Fact.InstanceHeard f ->
          "%s incarnation %d is heard%s, beat %d"
              .formatted(
                  f.instance(),
                  f.incarnation(),
                  f.afterSilence() ? " again after silence" : "",
                  f.beats());
      case Fact.InstanceSilent f ->
          "%s incarnation %d is silent: %s, timeout %s, judged at %s"
              .formatted(
                  f.instance(),
                  f.incarnation(),
                  f.lastHeard() == null ? "never heard" : "last heard " + f.lastHeard(),
                  ReasonNumbers.duration(f.timeout()),
                  f.judgedAt());
      case Fact.ObserverBlind f ->
          "partition %d was not watched from %s to %s (%s)"
              .formatted(f.partition(), f.from(), f.to(), f.cause());
      case Fact.ContainerStarted f ->
          "container %s of %s incarnation %d runs%s"
              .formatted(
                  container(f.containerId()),
                  f.instance(),
                  f.incarnation(),
                  f.ip() == null ? "" : " at " + f.ip());
      case Fact.ContainerDied f ->
          "container %s of %s incarnation %d ended with exit code %d%s"
              .formatted(
                  container(f.containerId()),
                  f.instance(),
                  f.incarnation(),
                  f.exitCode(),
                  f.oom() ? ", out of memory" : "");
      case Fact.ContainerEvidence f ->
          "container %s of %s incarnation %d left behind: %s"
              .formatted(
                  container(f.containerId()), f.instance(), f.incarnation(), EvidenceText.of(f));
      case Fact.ContainerStoppedByOperator f ->
          "container %s of %s was stopped by hand"
              .formatted(container(f.containerId()), f.instance());
      case Fact.ContainerPaused f ->
          "container %s of %s was paused by hand"
              .formatted(container(f.containerId()), f.instance());
      case Fact.ContainerUnpaused f ->
          "container %s of %s is not paused".formatted(container(f.containerId()), f.instance());
      case Fact.HealthProbed f ->
          "%s: its health check, run once more, said %s after %s%s"
              .formatted(
                  f.instance(),
                  f.result(),
                  ReasonNumbers.duration(f.took()),
                  f.output() == null || f.output().isEmpty() ? "" : ": " + f.output());
      case Fact.HealthChanged f ->
          "%s incarnation %d is %s, says %s"
              .formatted(f.instance(), f.incarnation(), f.health(), f.by());
      case Fact.HostHeard f -> "host " + f.host() + " is heard";
      case Fact.HostSilent f -> "host " + f.host() + " is silent, last heard " + f.lastHeard();
      case Fact.LoadObserved f ->
          "load of %s from %s to %s: %s"
              .formatted(f.module(), f.from(), f.to(), ReasonNumbers.loads(f.metrics()));
      case Fact.FaultReported f ->
          f.instance() + " is reported faulty" + by(f.by()) + because(f.reason());
      case Fact.WorkerRequested f ->
          "one more " + f.module() + " is requested" + by(f.by()) + because(f.reason());
      case Fact.RestartRequested f ->
          "restart of " + f.module() + " is requested" + by(f.by()) + because(f.reason());
      case Fact.ScaleRequested f ->
          "%d instances of %s are requested%s%s"
              .formatted(f.replicas(), f.module(), by(f.by()), during(f.lasts()));
      case Fact.HoldRequested f ->
          "hold of "
              + f.module()
              + " is requested"
              + by(f.by())
              + during(f.lasts())
              + because(f.reason());
      case Fact.ReleaseRequested f -> "release of " + f.module() + " is requested" + by(f.by());
      case Fact.CommandSucceeded f ->
          "%s: %s, incarnation %d%s"
              .formatted(
                  f.commandId(),
                  f.result(),
                  f.incarnation(),
                  f.ip() == null ? "" : " at " + f.ip());
      case Fact.CommandFailed f -> f.commandId() + " failed: " + f.reason();
      case Fact.DecisionReported f -> "host " + f.host().id() + " decided: " + f.type();
      case Fact.TimePassed f -> "a timer was due at " + f.at();
    };
  }

  /** As Docker shortens it. */
  private static String container(String id) {
    return id.length() <= 12 ? id : id.substring(0, 12);
  }

  private static String by(String who) {
    return who == null ? "" : " by " + who;
  }

  private static String during(Duration lasts) {
    return lasts == null ? "" : " for " + ReasonNumbers.duration(lasts);
  }

  private static String because(String reason) {
    return reason == null ? "" : ": " + reason;
  }
}
