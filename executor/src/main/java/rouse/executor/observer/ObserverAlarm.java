package rouse.executor.observer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import rouse.contracts.event.Decision;
import rouse.core.state.DecisionRecord;

/**
 * Raises an alert when some partition of the heartbeats gets no ticks for too long: an observer
 * that is down cannot say so itself. Without a broker nothing is said, since nothing can be known.
 */
public final class ObserverAlarm {
  /** What the alert is about, and its kind. */
  public static final String SUBJECT = "observer";

  public static final String KIND = "observer-down";

  private static final String BACK = "the platform is watched again";

  /** An observer that was never seen is given a start's time before it is missed. */
  private static final Duration AT_START = Duration.ofMinutes(2);

  private final String platform;
  private final Duration patience;
  private final Supplier<List<String>> recipients;
  private final Consumer<DecisionRecord> sender;
  private final InstantSource clock;
  private final Instant begun;
  private Instant lastTick;
  private boolean missed;

  /**
   * @param patience how long ticks may be missing
   * @param recipients who is told
   */
  public ObserverAlarm(
      String platform,
      Duration patience,
      Supplier<List<String>> recipients,
      Consumer<DecisionRecord> sender,
      InstantSource clock) {
    this.platform = platform;
    this.patience = patience;
    this.recipients = recipients;
    this.sender = sender;
    this.clock = clock;
    this.begun = clock.instant();
  }

  /**
   * @param look empty when the broker did not answer
   */
  public void looked(Optional<TickProbe.Look> look) {
    look.ifPresent(seen -> judge(seen, clock.instant()));
  }

  private void judge(TickProbe.Look look, Instant now) {
    if (look.all()) {
      if (missed) {
        missed = false;
        tell("back", new Decision.AlertResolved(platform, KIND, SUBJECT, BACK, recipients.get()));
      }
      lastTick = look.newest();
      return;
    }
    Instant deadline = lastTick == null ? begun.plus(AT_START) : lastTick.plus(patience);
    if (!missed && !now.isBefore(deadline)) {
      missed = true;
      tell("down", new Decision.AlertRaised(platform, KIND, SUBJECT, down(), recipients.get()));
    }
  }

  private String down() {
    return "nobody watches the platform: no ticks since "
        + (lastTick == null ? "the start" : lastTick)
        + "; look after the streams app (rouse doctor)";
  }

  /** All executors that saw the same last tick say the same, and the notifier says it once. */
  private void tell(String state, Decision alert) {
    long since = lastTick == null ? 0 : lastTick.toEpochMilli();
    String id = String.join("/", SUBJECT, platform, state, Long.toString(since));
    sender.accept(new DecisionRecord(id, id, null, alert));
  }
}
