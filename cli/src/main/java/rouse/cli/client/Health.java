package rouse.cli.client;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import rouse.cli.terminal.MissingPartitions;
import rouse.cli.terminal.PhaseSymbol;
import rouse.cli.terminal.SafeText;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.PlatformStatus.InstanceStatus;

/** What a platform's state means for whoever waits for it. */
public enum Health {
  /** every instance that is wanted has proved that it is alive, or has done its work */
  ALIVE,
  /** not yet, but it may become so by itself */
  UNDERWAY,
  /** something will not come back by itself soon */
  DEGRADED;

  /**
   * As long as somebody has yet to prove that it is alive, it is underway, and so it is as long as
   * not all of it is known.
   */
  public static Health of(PlatformStatus status) {
    Health told = of(status, i -> PhaseSymbol.of(i.observed()).isGood());
    return told == ALIVE && !status.missing().isEmpty() ? UNDERWAY : told;
  }

  /** For whoever boots: to have come up is enough, the proof of it follows. */
  public static Health ofBoot(PlatformStatus status) {
    return of(status, InstanceStatus::ready);
  }

  /** Whether a single one has yet to come up. */
  static boolean waitsForOne(PlatformStatus status) {
    return wanted(status).filter(i -> !i.ready()).count() == 1;
  }

  private static Health of(PlatformStatus status, Predicate<InstanceStatus> isGood) {
    List<InstanceStatus> wanted = wanted(status).toList();
    if (wanted.stream().anyMatch(i -> PhaseSymbol.of(i.observed()).isGivenUp())) {
      return DEGRADED;
    }
    boolean complete =
        // nothing wanted is nothing alive: so looks a platform that was withdrawn before
        !wanted.isEmpty()
            && status.observer().state().equals("watching")
            && status.modules().stream().allMatch(m -> m.instances().size() >= m.desired())
            && wanted.stream().allMatch(isGood);
    return complete ? ALIVE : UNDERWAY;
  }

  /** Who is waited for, in one line. */
  public static String missing(PlatformStatus status) {
    List<String> names =
        wanted(status)
            .filter(i -> !PhaseSymbol.of(i.observed()).isGood())
            .map(i -> i.instance() + " is " + i.observed() + reason(i))
            .map(SafeText::oneLine)
            .toList();
    if (!names.isEmpty()) {
      return String.join(", ", names);
    }
    return status.missing().isEmpty()
        ? "nothing was started yet"
        : MissingPartitions.text(status.missing());
  }

  private static String reason(InstanceStatus instance) {
    return instance.reason() == null ? "" : " (" + instance.reason() + ")";
  }

  private static Stream<InstanceStatus> wanted(PlatformStatus status) {
    return status.modules().stream()
        .flatMap(m -> m.instances().stream())
        .filter(i -> "running".equals(i.desired()))
        // somebody wants it so, as with one that is held
        .filter(i -> PhaseSymbol.of(i.observed()) != PhaseSymbol.PAUSED);
  }
}
