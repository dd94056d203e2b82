package rouse.core.why;

import static rouse.core.text.ReasonNumbers.duration;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import rouse.contracts.event.Fact;
import rouse.core.text.EventSummaries;

/** What happened, in sentences. */
final class FactStories {
  /** What a shell adds to the number of a signal. */
  private static final int SIGNALLED = 128;

  private static final Map<Integer, String> SIGNALS =
      Map.of(1, "HUP", 2, "INT", 3, "QUIT", 6, "ABRT", 7, "BUS", 9, "KILL", 11, "SEGV", 15, "TERM");

  private FactStories() {}

  static String text(Fact fact) {
    return switch (fact) {
      case Fact.PlatformDeclared f ->
          f.wishedBy() == null
              ? "host %s announced its file with %d modules"
                  .formatted(f.host(), f.spec().modules().size())
              : "%s wished the platform up; host %s declared %d modules"
                  .formatted(f.wishedBy(), f.host(), f.spec().modules().size());
      case Fact.PlatformWithdrawn f -> "the platform was taken down" + by(f.by());
      case Fact.InstanceHeard f -> heard(f);
      case Fact.InstanceSilent f -> silent(f);
      case Fact.ObserverBlind f ->
          "Rouse itself did not watch partition %d from %s to %s (%s); nobody is accused of that time"
              .formatted(f.partition(), f.from(), f.to(), f.cause());
      case Fact.ContainerStarted f ->
          "container %s of %s started as incarnation %d%s"
              .formatted(
                  container(f.containerId()),
                  f.instance(),
                  f.incarnation(),
                  f.ip() == null ? "" : " at address " + f.ip());
      case Fact.ContainerDied f -> died(f);
      case Fact.ContainerEvidence f -> left(f);
      case Fact.ContainerStoppedByOperator f ->
          "somebody stopped container %s of %s by hand"
              .formatted(container(f.containerId()), f.instance());
      case Fact.ContainerPaused f ->
          "somebody paused container %s of %s".formatted(container(f.containerId()), f.instance());
      case Fact.ContainerUnpaused f ->
          "container %s of %s was not paused any more"
              .formatted(container(f.containerId()), f.instance());
      case Fact.HealthChanged f ->
          f.by().equals("docker")
              ? "Docker's health check of %s turned %s".formatted(f.instance(), word(f.health()))
              : "%s said of itself that it is %s".formatted(f.instance(), word(f.health()));
      case Fact.HealthProbed f ->
          "the health check of %s was run once more and said %s"
              .formatted(f.instance(), f.result());
      case Fact.HostHeard f ->
          "the executor of host %s was heard%s"
              .formatted(f.host(), f.afterSilence() ? " again" : "");
      case Fact.HostSilent f ->
          "the executor of host %s fell silent%s"
              .formatted(f.host(), f.lastHeard() == null ? "" : "; last heard at " + f.lastHeard());
      case Fact.FaultReported f ->
          "%s reported %s faulty%s".formatted(who(f.by()), f.instance(), because(f.reason()));
      case Fact.WorkerRequested f ->
          "%s asked for one more %s%s".formatted(who(f.by()), f.module(), because(f.reason()));
      case Fact.RestartRequested f ->
          "%s asked for a restart of %s%s".formatted(who(f.by()), f.module(), because(f.reason()));
      case Fact.ScaleRequested f ->
          "%s asked for %d instances of %s%s"
              .formatted(who(f.by()), f.replicas(), f.module(), during(f.lasts()));
      case Fact.HoldRequested f ->
          "%s asked to leave %s alone%s%s"
              .formatted(who(f.by()), f.module(), during(f.lasts()), because(f.reason()));
      case Fact.ReleaseRequested f -> "%s released %s".formatted(who(f.by()), f.module());
      case Fact.CommandSucceeded f ->
          "the executor of host %s reported: %s%s"
              .formatted(
                  f.host(), words(f.result()), f.ip() == null ? "" : ", at address " + f.ip());
      case Fact.CommandFailed f ->
          "the executor of host %s reported that it failed: %s".formatted(f.host(), f.reason());
      case Fact.TimePassed f -> "a time was due: " + f.at();
      // New kinds of facts have a summary before they have a story.
      default -> EventSummaries.of(fact);
    };
  }

  private static String heard(Fact.InstanceHeard f) {
    String who = f.instance() + " (incarnation " + f.incarnation() + ")";
    if (f.beats() >= 3) {
      return who + " was heard " + f.beats() + " times, which proves that it is alive";
    }
    return who + (f.afterSilence() ? " was heard again after its silence" : " was heard first");
  }

  private static String silent(Fact.InstanceSilent f) {
    String last =
        f.lastHeard() == null
            ? "%s was never heard within its startup time of %s"
                .formatted(f.instance(), duration(f.timeout()))
            : "%s was silent for %s, longer than its timeout of %s: its last beat came at %s"
                .formatted(
                    f.instance(),
                    duration(Duration.between(f.lastHeard(), f.judgedAt())),
                    duration(f.timeout()),
                    f.lastHeard());
    return last
        + " (partition %d, offset %d). Everything written before %s was read by then (tick at offset %d)"
            .formatted(f.partition(), f.beatOffset(), f.judgedAt(), f.tickOffset());
  }

  private static String died(Fact.ContainerDied f) {
    String signal = SIGNALS.get(f.exitCode() - SIGNALLED);
    return "container %s of %s ended by itself with exit code %d%s%s%s"
        .formatted(
            container(f.containerId()),
            f.instance(),
            f.exitCode(),
            signal == null ? "" : " (SIG" + signal + ")",
            f.oom() ? ", out of memory" : "",
            f.interrupted() ? ", while the engine went down or nobody looked" : "");
  }

  private static String left(Fact.ContainerEvidence f) {
    String end =
        f.exitCode() == null ? "it was still running" : "its exit code was " + f.exitCode();
    return "container %s of %s left this behind (taken as it %s): %s%s%s%s"
        .formatted(
            container(f.containerId()),
            f.instance(),
            f.taken().equals("removed")
                ? "was removed"
                : f.taken().replace("unhealthy", "failed its health check"),
            end,
            f.oom() ? "; it was out of memory" : "",
            f.memoryLimit() == null
                ? ""
                : "; its memory limit is " + (f.memoryLimit() >> 20) + " MiB",
            f.health() == null ? "" : "; its health check said: " + f.health());
  }

  static Map<String, String> numbers(Fact fact) {
    return switch (fact) {
      case Fact.InstanceSilent f ->
          Stories.numbers(
              "timeout",
              duration(f.timeout()),
              "last beat",
              f.lastHeard() == null ? "none" : f.lastHeard(),
              "offset of the last beat",
              f.partition() + ":" + f.beatOffset(),
              "deadline",
              f.deadline(),
              "judged at",
              f.judgedAt(),
              "offset of the tick",
              f.partition() + ":" + f.tickOffset());
      case Fact.InstanceHeard f ->
          Stories.numbers("beats", f.beats(), "timeout", duration(f.timeout()));
      case Fact.ContainerDied f -> Stories.numbers("exit code", f.exitCode());
      case Fact.HostSilent f ->
          Stories.numbers(
              "last beat", f.lastHeard(), "deadline", f.deadline(), "judged at", f.judgedAt());
      default -> Map.of();
    };
  }

  /** As Docker shortens it. */
  private static String container(String id) {
    return id == null || id.length() <= 12 ? String.valueOf(id) : id.substring(0, 12);
  }

  private static String word(Fact.Health health) {
    return health.name().toLowerCase(Locale.ROOT);
  }

  private static String words(String result) {
    return result.replace('-', ' ');
  }

  private static String who(String by) {
    return by == null ? "somebody" : by;
  }

  private static String by(String who) {
    return who == null ? "" : " by " + who;
  }

  private static String during(Duration lasts) {
    return lasts == null ? "" : " for " + duration(lasts);
  }

  private static String because(String reason) {
    return reason == null ? "" : ", because: " + reason;
  }
}
