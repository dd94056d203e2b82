package rouse.executor.notify;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.executor.log.TickProbe;

/**
 * Tells people when some partition of the heartbeats gets no ticks: an observer that is down cannot
 * say so itself. Without a broker nothing is said, since nothing can be known.
 */
final class ObserverAlarm implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ObserverAlarm.class);
  private static final String KIND = "observer-down";
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final Duration AT_START = Duration.ofMinutes(2);

  private final TickProbe ticks;
  private final String platform;
  private final Supplier<List<String>> people;
  private final Consumer<Envelope<Notification>> sender;
  private final InstantSource clock;
  private final ObserverJudge judge;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("observer-alarm").factory());

  /**
   * @param patience how long ticks may be missing
   * @param people who is told
   */
  ObserverAlarm(
      TickProbe ticks,
      String platform,
      Duration patience,
      Supplier<List<String>> people,
      Consumer<Envelope<Notification>> sender,
      InstantSource clock) {
    this.ticks = ticks;
    this.platform = platform;
    this.people = people;
    this.sender = sender;
    this.clock = clock;
    this.judge = new ObserverJudge(patience, AT_START, clock.instant());
  }

  void start() {
    var unused =
        timer.scheduleWithFixedDelay(this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      TickProbe.Look look = ticks.look();
      Optional<ObserverJudge.Verdict> verdict =
          look.all() ? judge.ticked(look.newest()) : judge.silent(clock.instant());
      verdict.ifPresent(this::tell);
    } catch (KafkaException e) {
      LOG.debug("cannot look for ticks: {}", e.getMessage());
    }
  }

  private void tell(ObserverJudge.Verdict verdict) {
    String text =
        verdict.down()
            ? "nobody watches the platform: no ticks since "
                + (verdict.lastTick().equals(Instant.EPOCH) ? "the start" : verdict.lastTick())
                + "; look after the streams app (rouse doctor)"
            : "the platform is watched again";
    LOG.warn("{}: {}", platform, text);
    for (String person : people.get()) {
      sender.accept(message(person, text, verdict));
    }
  }

  /** All executors that saw the same last tick say the same, and the notifier says it once. */
  private Envelope<Notification> message(
      String person, String text, ObserverJudge.Verdict verdict) {
    String state = verdict.down() ? "down" : "back";
    String id =
        String.join(
            "/",
            "observer",
            platform,
            state,
            String.valueOf(verdict.lastTick().toEpochMilli()),
            person);
    Notification body =
        new Notification(
            id,
            platform,
            Notification.Channel.of(person),
            person,
            "[" + platform + "] observer " + state,
            text,
            KIND,
            KIND,
            !verdict.down());
    return Envelope.of(id, "/executor/observer-alarm", clock.instant(), body);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
