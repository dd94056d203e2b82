package rouse.executor.command;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Command;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.topic.DeadLetters;
import rouse.contracts.topic.RecordSize;
import rouse.contracts.topic.Topics;
import rouse.executor.log.FactWriter;

/**
 * Follows the commands. A command's offset is committed after its outcome is acknowledged, so that
 * one which an executor took with it to its grave is carried out by its successor.
 *
 * <p>Partitions are assigned and not subscribed to: a host's group has one member, so there is
 * nothing to balance, a long command costs no membership, and a start waits for no other member.
 */
public final class CommandLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CommandLoop.class);
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final Duration AFTER_ERROR = Duration.ofSeconds(1);
  private static final int ENOUGH_IN_FLIGHT = 256;

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final Predicate<Command> ours;
  private final java.util.function.Consumer<Command> announced;
  private final Function<Envelope<Command>, Envelope<Fact>> execution;
  private final FactWriter writer;
  private final KeyedExecutor lanes;
  private final OffsetTracker progress = new OffsetTracker();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param ours which commands this executor carries out
   * @param announced told of each of them before it is carried out, in the order of the log
   * @param execution carries one out and says what became of it
   * @param lanes where they are carried out; closed with the loop
   */
  public CommandLoop(
      Consumer<byte[], byte[]> consumer,
      String topic,
      Predicate<Command> ours,
      java.util.function.Consumer<Command> announced,
      Function<Envelope<Command>, Envelope<Fact>> execution,
      FactWriter writer,
      KeyedExecutor lanes) {
    this.consumer = consumer;
    this.topic = topic;
    this.ours = ours;
    this.announced = announced;
    this.execution = execution;
    this.writer = writer;
    this.lanes = lanes;
    this.thread = Thread.ofPlatform().name("command-loop").daemon().unstarted(this::follow);
  }

  public void start() {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    consumer.assign(partitions);
    thread.start();
  }

  private void follow() {
    try (consumer) {
      while (!closed) {
        try {
          round();
        } catch (WakeupException somethingEnded) {
          LOG.trace("woken up to commit");
        } catch (InterruptException e) {
          return;
        } catch (KafkaException e) {
          LOG.warn("cannot read the commands ({}); trying again", e.getMessage());
          rest();
        }
      }
      commit();
    } catch (KafkaException e) {
      LOG.warn("the last commit failed ({}); its commands will be seen again", e.getMessage());
    }
  }

  private void round() {
    commit();
    if (progress.inFlight() >= ENOUGH_IN_FLIGHT) {
      consumer.pause(consumer.assignment());
    } else {
      consumer.resume(consumer.paused());
    }
    consumer.poll(POLL).forEach(this::take);
  }

  private void commit() {
    Map<TopicPartition, OffsetAndMetadata> done = progress.takeCommittable();
    if (!done.isEmpty()) {
      consumer.commitSync(done);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    progress.begin(partition, record.offset());
    Runnable done =
        () -> {
          progress.end(partition, record.offset());
          consumer.wakeup();
        };
    try {
      RecordSize.refuseOver(Topics.LARGEST_EVENT, record.key(), record.value(), record.headers());
      Envelope<Command> command = CloudEvents.read(Command.class, record.headers(), record.value());
      if (ours.test(command.body())) {
        announced.accept(command.body());
        lanes.run(command.body().instance(), () -> carryOut(command, record, done));
      } else {
        progress.end(partition, record.offset());
      }
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      // Whatever it is that trips here is a property of the record: the next one must be served.
      bury(record, e, done);
    }
  }

  /** Ends the command in any case: one that stays open would hold up all after it for ever. */
  private void carryOut(
      Envelope<Command> command, ConsumerRecord<byte[], byte[]> record, Runnable done) {
    try {
      writer
          .write(execution.apply(command))
          .whenComplete(
              (written, failure) -> {
                if (failure == null) {
                  done.run();
                } else {
                  bury(record, failure, done);
                }
              });
    } catch (RuntimeException e) {
      LOG.error("{} has no outcome", command.id(), e);
      bury(record, e, done);
    }
  }

  private void bury(ConsumerRecord<byte[], byte[]> record, Throwable why, Runnable done) {
    String reason = why instanceof MalformedRecordException ? why.getMessage() : why.toString();
    writer.deadLetter(record, DeadLetters.oneLine(reason)).thenRun(done);
  }

  private void rest() {
    try {
      Thread.sleep(AFTER_ERROR);
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /** Takes no more, lets what runs come to its end, and commits it. */
  @Override
  public void close() {
    lanes.close();
    closed = true;
    if (thread.getState() == Thread.State.NEW) {
      consumer.close();
      return;
    }
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
