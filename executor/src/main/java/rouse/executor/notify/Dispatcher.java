package rouse.executor.notify;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Delivery.Outcome;
import rouse.contracts.event.Notification;
import rouse.contracts.settings.Backoff;

/**
 * The workers of one channel. They come when there is work and go when there was none for a while.
 */
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
  private final RecipientQueues lanes = new RecipientQueues();
  private final InDoubtPermit turn = new InDoubtPermit();
  private final Set<Thread> workers = new HashSet<>();
  private Instant said;
  private int ordinary;
  private int forHung;
  private boolean closed;

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
  }

  void add(PendingMessage job) {
    lanes.add(job, carrier.gatewayOf(job.message().body()));
    hire();
  }

  private synchronized void hire() {
    if (!closed && ordinary < manner.workers() && lanes.areWaiting(false)) {
      ordinary++;
      start(false);
    }
    if (!closed && forHung < manner.workersForHung() && lanes.areWaiting(true)) {
      forHung++;
      start(true);
    }
  }

  private void start(boolean ofHung) {
    Thread worker =
        Thread.ofPlatform()
            .name("notify-" + channel + (ofHung ? "-hung" : ""))
            .daemon()
            .unstarted(() -> work(ofHung));
    workers.add(worker);
    worker.start();
  }

  private void work(boolean ofHung) {
    try (MessageSender.Line line = carrier.open()) {
      for (RecipientQueues.Lane lane = lanes.take(ofHung, IDLE);
          lane != null;
          lane = lanes.take(ofHung, IDLE)) {
        serve(lane, line);
        hire();
      }
    } catch (InterruptedException e) {
      LOG.debug("{}: interrupted, the rest is for the next start", channel);
    } catch (RuntimeException e) {
      LOG.error("{}: nothing can be sent ({}); is tried again", channel, e.getMessage());
      rest();
    } finally {
      dismiss(ofHung);
      // What came while this one was leaving, and lanes that turned out to hang.
      hire();
    }
  }

  /** Whoever comes next would meet with the same. */
  private void rest() {
    try {
      TimeUnit.MILLISECONDS.sleep(manner.backoff().after(1, channel).toMillis());
    } catch (InterruptedException e) {
      LOG.debug("{}: closing", channel);
    }
  }

  private synchronized void dismiss(boolean ofHung) {
    workers.remove(Thread.currentThread());
    if (ofHung) {
      forHung--;
    } else {
      ordinary--;
    }
  }

  private void serve(RecipientQueues.Lane lane, MessageSender.Line line)
      throws InterruptedException {
    PendingMessage job = lane.first();
    if (!job.isOurs()) {
      lanes.next(lane);
      return;
    }
    if (ledger.knows(job.message().id())) {
      job.done();
      lanes.next(lane);
      return;
    }
    job.begin(clock.instant());
    try {
      settle(lane, job, attempt(line, job, turn::take));
    } catch (RuntimeException e) {
      // What became of it cannot be written down; those behind it in its lane must not wait for it.
      LOG.error("{} is passed over", job.message().id(), e);
      job.done();
      lanes.next(lane);
    } finally {
      turn.giveBack();
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

  private void settle(RecipientQueues.Lane lane, PendingMessage job, DeliveryResult answer)
      throws InterruptedException {
    switch (answer) {
      case DeliveryResult.Final end -> finish(lane, job, end.outcome(), end.detail());
      case DeliveryResult.Later later ->
          retry(lane, job, Outcome.DELAYED, later.detail(), later.hung());
      case DeliveryResult.Doubtful doubt ->
          retry(lane, job, Outcome.UNKNOWN, doubt.detail(), false);
    }
  }

  private void retry(
      RecipientQueues.Lane lane, PendingMessage job, Outcome sofar, String detail, boolean hung)
      throws InterruptedException {
    Duration wait = manner.backoff().after(job.attempts(), job.message().id());
    Instant end = job.waitsSince().plus(manner.giveUp());
    if (clock.instant().plus(wait).isAfter(end)) {
      finish(
          lane,
          job,
          Outcome.GIVEN_UP,
          "given up after " + job.attempts() + " attempts; the last: " + detail);
      return;
    }
    if (job.attempts() == 1 || sofar == Outcome.UNKNOWN) {
      ledger.record(job, sofar, detail + "; is tried again until " + end);
      sayNowAndThen(lane.first().lane(), detail);
    }
    lanes.again(lane, wait, hung, clock.instant());
  }

  /** A server that is away fails for all; one line a minute says what is the matter. */
  private synchronized void sayNowAndThen(String recipient, String detail) {
    Instant now = clock.instant();
    if (said == null || !now.isBefore(said.plus(SAY_EVERY))) {
      said = now;
      LOG.warn("{} to {} and perhaps others: {}; is tried again", channel, recipient, detail);
    }
  }

  private void finish(RecipientQueues.Lane lane, PendingMessage job, Outcome outcome, String detail)
      throws InterruptedException {
    ledger.record(job, outcome, detail);
    say(job.message().body(), outcome, detail);
    job.done();
    lanes.next(lane);
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
    Set<Thread> last;
    synchronized (this) {
      closed = true;
      last = Set.copyOf(workers);
    }
    lanes.close();
    long until = System.nanoTime() + LAST_MESSAGE_MS * 1_000_000;
    for (Thread worker : last) {
      Threads.endBy(worker, until);
    }
  }
}
