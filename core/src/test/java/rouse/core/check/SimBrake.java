package rouse.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;

/** The brake holds what is silent, tells of it once, and ends; recoveries keep the rate. */
final class SimBrake {
  /** How the reason of the one command begins that it allows. */
  static final String PROBE = "probe of the brake";

  private static final Duration MINUTE = Duration.ofSeconds(60);
  private static final Duration EVERY = Duration.ofSeconds(1);

  /** Five at once, and a second in which a turn that was reserved may be read. */
  private static final Duration FULL = Duration.ofSeconds(5 + 1);

  private final Map<String, Instant> full = new HashMap<>();
  private Instant since;
  private Instant probed = Instant.EPOCH;
  private Instant noneSilent;
  private int told;

  void clockSet(Duration by) {
    full.replaceAll((host, at) -> at.plus(by));
    since = since == null ? null : since.plus(by);
    noneSilent = noneSilent == null ? null : noneSilent.plus(by);
    probed = probed.plus(by);
  }

  void decided(Instant at, Decision decision) {
    switch (decision) {
      case Decision.BrakeApplied b -> {
        assertThat(since).as("one brake at a time: %s", b).isNull();
        assertThat(b.silent()).as("too few: %s", b).isGreaterThanOrEqualTo(3);
        assertThat(b.silent() * 2).as("too few: %s", b).isGreaterThanOrEqualTo(b.beating());
        since = at;
        told = 0;
      }
      case Decision.BrakeReleased b -> {
        assertThat(since).as("there was a brake: %s", b).isNotNull();
        since = null;
      }
      case Decision.AlertRaised a -> {
        told += a.kind().equals("brake") ? 1 : 0;
        assertThat(told).as("told once: %s", a).isLessThanOrEqualTo(1);
      }
      default -> {}
    }
  }

  /** After each fact. */
  void judge(Instant at, boolean anySilent) {
    noneSilent = anySilent || since == null ? null : noneSilent == null ? at : noneSilent;
    assertThat(noneSilent != null && at.isAfter(noneSilent.plus(MINUTE)))
        .as("the brake of %s is on at %s, though nothing is silent since %s", since, at, noneSilent)
        .isFalse();
  }

  /**
   * A command that nobody wished.
   *
   * @param silent its instance ceased to beat, and runs as far as is known
   */
  void issued(Instant at, Decision.CommandIssued issued, boolean silent) {
    if (since != null && silent && issued.command() instanceof Command.Replace) {
      assertThat(issued.reason()).as("under the brake").startsWith(PROBE);
      assertThat(Duration.between(since, at))
          .as("too early: %s", issued)
          .isGreaterThanOrEqualTo(MINUTE);
      assertThat(Duration.between(probed, at))
          .as("too soon: %s", issued)
          .isGreaterThanOrEqualTo(MINUTE);
      probed = at;
    }
    if (issued.incidentId() != null && !(issued.command() instanceof Command.Retire)) {
      Instant before = full.getOrDefault(issued.command().host(), at);
      Instant now = (before.isBefore(at) ? at : before).plus(EVERY);
      assertThat(Duration.between(at, now))
          .as("too many recoveries of host %s: %s", issued.command().host(), issued)
          .isLessThanOrEqualTo(FULL);
      full.put(issued.command().host(), now);
    }
  }
}
