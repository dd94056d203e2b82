package rouse.executor.command;

import java.time.Instant;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Command;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.EventSigner;
import rouse.contracts.event.Fact;
import rouse.contracts.event.RefusedRecordException;
import rouse.contracts.topic.RecordSize;
import rouse.contracts.topic.Topics;
import rouse.executor.log.FactWriter;
import rouse.executor.log.InFlight;
import rouse.executor.log.KeyedConsumer;

/**
 * Follows the commands. A command's offset is committed after its outcome is acknowledged, so that
 * one which an executor took with it to its grave is carried out by its successor.
 */
public final class CommandLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CommandLoop.class);
  private static final KeyedConsumer.Bound BOUND =
      new KeyedConsumer.Bound(256, 256L * Topics.LARGEST_EVENT);

  private final EventSigner signer;
  private final Predicate<Command> ours;
  private final java.util.function.Consumer<Command> announced;
  private final Function<Envelope<Command>, Envelope<Fact>> execution;
  private final FactWriter writer;
  private final KeyedExecutor lanes;
  private final ProbeLane probes;
  private final KeyedConsumer commands;

  /**
   * @param ours which commands this executor carries out
   * @param announced told of each of them before it is carried out, in the order of the log
   * @param execution carries one out and says what became of it
   * @param lanes where they are carried out; closed with the loop
   * @param probes where health checks are run; closed with the loop
   */
  public CommandLoop(
      Consumer<byte[], byte[]> consumer,
      Topics topics,
      Predicate<Command> ours,
      java.util.function.Consumer<Command> announced,
      Function<Envelope<Command>, Envelope<Fact>> execution,
      FactWriter writer,
      KeyedExecutor lanes,
      ProbeLane probes) {
    this.signer = topics.signer();
    this.ours = ours;
    this.announced = announced;
    this.execution = execution;
    this.writer = writer;
    this.lanes = lanes;
    this.probes = probes;
    this.commands =
        new KeyedConsumer(
            topics.commands().name(),
            consumer,
            KeyedConsumer.Start.ALONE,
            BOUND,
            (partition, time) -> {},
            this::take,
            writer::deadLetter);
  }

  public void start() {
    commands.start();
  }

  private void take(ConsumerRecord<byte[], byte[]> record, InFlight inFlight) {
    RecordSize.refuseOver(Topics.LARGEST_EVENT, record.key(), record.value(), record.headers());
    Envelope<Command> command = signer.read(Command.class, record.headers(), record.value());
    refuseRepeat(command.body(), Instant.ofEpochMilli(record.timestamp()));
    if (ours.test(command.body()) && command.body() instanceof Command.Probe probe) {
      probes.run(command, probe, result -> inFlight.doneWhen(() -> writer.write(result)));
    } else if (ours.test(command.body())) {
      announced.accept(command.body());
      lanes.run(command.body().instance(), () -> carryOut(command, inFlight));
    } else {
      inFlight.done();
    }
  }

  /** The decider sets a deadline that is to come: one that is over was written once more. */
  private void refuseRepeat(Command command, Instant written) {
    if (signer.isOn() && written.isAfter(command.deadline())) {
      throw new RefusedRecordException(
          "written at " + written + ", after its deadline " + command.deadline() + ": a repeat");
    }
  }

  private void carryOut(Envelope<Command> command, InFlight inFlight) {
    try {
      Envelope<Fact> outcome = execution.apply(command);
      inFlight.doneWhen(() -> writer.write(outcome));
    } catch (RuntimeException e) {
      LOG.error("{} has no outcome", command.id(), e);
      inFlight.bury(e);
    }
  }

  /** Takes no more, lets what runs come to its end, and commits it. */
  @Override
  public void close() {
    lanes.close();
    probes.close();
    commands.close();
  }
}
