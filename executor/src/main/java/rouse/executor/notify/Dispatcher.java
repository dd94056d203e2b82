package rouse.executor.notify;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Delivery.Outcome;
import rouse.contracts.event.Notification;
import rouse.contracts.settings.Backoff;
import rouse.executor.log.KeyedQueues;
import rouse.executor.log.Threads;

/** Sends the messages of one channel, each until it is out or given up. */
final class Dispatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final Duration SAY_EVERY = Duration.ofMinutes(1);
  private static final long LAST_MESSAGE_MS = 5_000;

  /**
   * How it works.
   *
   * @param workers messages under way at once
   * @param giveUp how long a message is tried
   */
  record Manner(int workers, int workersForHung, Backoff backoff, Duration giveUp) {}

  private final String channel;
  private final MessageSender carrier;
  private final Manner manner;
  private final DeliveryLog ledger;
  private final InstantSource clock;
  private final InDoubtPermit turn = new InDoubtPermit();
  private final Set<String> hung = ConcurrentHashMap.newKeySet();

  /** A worker keeps its line from one message to the next. */
  private final Map<Thread, MessageSender.Line> lines = new ConcurrentHashMap<>();

  private final ThreadPoolExecutor ordinary;
  private final ThreadPoolExecutor forHung;
  private final KeyedQueues<Lane, PendingMessage> lanes;
  private Instant said;

  /**
   * Messages to one recipient keep their order, and nothing else waits for them.
   *
   * @param gateway one that hung is served by workers of its own until it has answered
   */
  private record Lane(String recipient, String gateway) {}

  Dispatcher(
      String channel,
      MessageSender carrier,
      Manner manner,
      DeliveryLog ledger,
      InstantSource clock) {
    this.channel = channel;
    this.carrier = carrier;
    this.manner = manner;
    this.ledger = ledger;
    this.clock = clock;
    this.ordinary = workers(manner.workers(), "notify-" + channel);
    this.forHung = workers(manner.workersForHung(), "notify-" + channel + "-hung");
    this.lanes =
        new KeyedQueues<>(lane -> hung.contains(lane.gateway()) ? forHung : ordinary, this::serve);
  }

  /** They come when there is work and go when there was none for a while. */
  private ThreadPoolExecutor workers(int most, String name) {
    ThreadFactory factory =
        worker -> Thread.ofPlatform().name(name).daemon().unstarted(() -> work(worker));
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            factory);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private void work(Runnable worker) {
    try {
      worker.run();
    } finally {
      MessageSender.Line line = lines.remove(Thread.currentThread());
      if (line != null) {
        line.close();
      }
    }
  }

  void add(PendingMessage job) {
    Notification message = job.message().body();
    lanes.add(new Lane(message.recipient(), carrier.gatewayOf(message)), job);
  }

  /** After what time it is tried again; empty when nothing is left to do for it. */
  private Optional<Duration> serve(Lane lane, PendingMessage job) throws InterruptedException {
    if (!job.isOurs()) {
      return Optional.empty();
    }
    if (ledger.knows(job.message().id())) {
      job.done();
      return Optional.empty();
    }
    Optional<MessageSender.Line> line = line();
    if (line.isEmpty()) {
      return Optional.of(Duration.ZERO);
    }
    job.begin(clock.instant());
    try {
      return settle(lane, job, attempt(line.get(), job, turn::take));
    } catch (RuntimeException e) {
      // What became of it cannot be written down; those behind it in its lane must not wait for it.
      LOG.error("{} is passed over", job.message().id(), e);
      job.done();
      return Optional.empty();
    } finally {
      turn.giveBack();
    }
  }

  /** This worker's; when it cannot be had it rests, since the next job would meet with the same. */
  private Optional<MessageSender.Line> line() throws InterruptedException {
    try {
      return Optional.of(lines.computeIfAbsent(Thread.currentThread(), worker -> carrier.open()));
    } catch (RuntimeException e) {
      LOG.error("{}: nothing can be sent ({}); is tried again", channel, e.getMessage());
      TimeUnit.MILLISECONDS.sleep(manner.backoff().after(1, channel).toMillis());
      return Optional.empty();
    }
  }

  private static DeliveryResult attempt(
      MessageSender.Line line, PendingMessage job, Runnable beforeItCounts)
      throws InterruptedException {
    try {
      return line.carry(job.message(), beforeItCounts);
    } catch (RuntimeException e) {
      LOG.error("sending {} failed in a way nobody foresaw", job.message().id(), e);
      return new DeliveryResult.Later("unforeseen: " + e, false);
    }
  }

  private Optional<Duration> settle(Lane lane, PendingMessage job, DeliveryResult answer)
      throws InterruptedException {
    return switch (answer) {
      case DeliveryResult.Final end -> finish(lane, job, end.outcome(), end.detail());
      case DeliveryResult.Later later ->
          retry(lane, job, Outcome.DELAYED, later.detail(), later.hung());
      case DeliveryResult.Doubtful doubt ->
          retry(lane, job, Outcome.UNKNOWN, doubt.detail(), false);
    };
  }

  private Optional<Duration> retry(
      Lane lane, PendingMessage job, Outcome sofar, String detail, boolean itHung)
      throws InterruptedException {
    Duration wait = manner.backoff().after(job.attempts(), job.message().id());
    Instant end = job.waitsSince().plus(manner.giveUp());
    if (clock.instant().plus(wait).isAfter(end)) {
      return finish(
          lane,
          job,
          Outcome.GIVEN_UP,
          "given up after " + job.attempts() + " attempts; the last: " + detail);
    }
    if (job.attempts() == 1 || sofar == Outcome.UNKNOWN) {
      ledger.record(job, sofar, detail + "; is tried again until " + end);
      sayNowAndThen(lane.recipient(), detail);
    }
    lanes.waiting(lane).forEach(waiting -> waiting.waitFrom(clock.instant()));
    if (itHung) {
      hung.add(lane.gateway());
    } else {
      hung.remove(lane.gateway());
    }
    return Optional.of(wait);
  }

  /** A server that is away fails for all; one line a minute says what is the matter. */
  private synchronized void sayNowAndThen(String recipient, String detail) {
    Instant now = clock.instant();
    if (said == null || !now.isBefore(said.plus(SAY_EVERY))) {
      said = now;
      LOG.warn("{} to {} and perhaps others: {}; is tried again", channel, recipient, detail);
    }
  }

  private Optional<Duration> finish(Lane lane, PendingMessage job, Outcome outcome, String detail)
      throws InterruptedException {
    ledger.record(job, outcome, detail);
    say(job.message().body(), outcome, detail);
    job.done();
    hung.remove(lane.gateway());
    return Optional.empty();
  }

  private void say(Notification n, Outcome outcome, String detail) {
    if (outcome == Outcome.SENT) {
      LOG.debug("{} to {}: {}", channel, n.recipient(), detail);
    } else if (outcome == Outcome.NOT_SENT) {
      LOG.info("to {}, {}. It says: {}", n.recipient(), detail, OneLine.of(n.subject(), n.text()));
    } else {
      LOG.warn("{} to {} {}: {}", channel, n.recipient(), outcome, detail);
    }
  }

  @Override
  public void close() {
    lanes.close();
    long until = System.nanoTime() + LAST_MESSAGE_MS * 1_000_000;
    for (ThreadPoolExecutor pool : List.of(ordinary, forHung)) {
      pool.shutdown();
      Threads.endBy(pool, until);
    }
  }
}
