package rouse.streams.action.alerts;

import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.NewerRecordException;
import rouse.contracts.event.RefusedRecordException;
import rouse.contracts.topic.DeadLetters;
import rouse.streams.clock.WakeUp;

/**
 * Raises an alert when dead letters come fast; one at once when a record was refused because nobody
 * of Rouse made it, and when one was skipped that a newer version made; ends them when none came
 * for a while. What it has counted is not kept: a restart begins anew, and costs at most one late
 * alert.
 */
final class CountDeadLettersProcessor
    implements Processor<byte[], byte[], String, Envelope<Decision>> {
  /** What the alert's book is kept under; no platform's name has a dot. */
  static final String PLATFORM = "rouse.observer";

  static final String KIND = "dead-letters";

  /** Somebody writes to Rouse's topics who should not, or a process has another secret. */
  static final String FORGED = "forged";

  /** Something of a newer version was skipped: this one knows too little for what was written. */
  static final String NEWER = "newer-version";

  private static final Map<String, String> AT_ONCE =
      Map.of(FORGED, RefusedRecordException.REFUSED, NEWER, NewerRecordException.NEWER);

  private static final Map<String, String> ADVICE =
      Map.of(
          FORGED,
          "See who may write there, and whether all processes have one command.secret",
          NEWER,
          "Upgrade what is older: streams apps first, then executors");

  static final int MANY = 20;
  static final Duration WITHIN = Duration.ofMinutes(5);
  private static final int LONGEST_REASON = 500;
  private static final String SOURCE = "/action/dead-letters";

  private final Deque<Long> arrivals = new ArrayDeque<>();
  private final String topic;
  private final Counter counter;
  private ProcessorContext<String, Envelope<Decision>> context;
  private WakeUp quiet;
  private Instant last;
  private final Set<String> told = new TreeSet<>();

  /**
   * @param counter of all that were seen
   */
  CountDeadLettersProcessor(String topic, Counter counter) {
    this.topic = topic;
    this.counter = counter;
  }

  @Override
  public void init(ProcessorContext<String, Envelope<Decision>> processorContext) {
    context = processorContext;
    quiet = new WakeUp(context, this::endWhenQuiet);
    arrived(Instant.ofEpochMilli(context.currentSystemTimeMs()));
  }

  @Override
  public void process(Record<byte[], byte[]> letter) {
    counter.increment();
    long now = context.currentSystemTimeMs();
    arrived(Instant.ofEpochMilli(now));
    String said = CloudEvents.text(letter.headers(), DeadLetters.REASON);
    AT_ONCE.forEach(
        (kind, prefix) -> {
          if (said != null && said.startsWith(prefix) && told.add(kind)) {
            tellAtOnce(kind, letter, shortened(said), now);
          }
        });
    arrivals.addLast(now);
    while (arrivals.size() > MANY) {
      arrivals.removeFirst();
    }
    if (arrivals.size() == MANY && now - arrivals.getFirst() <= WITHIN.toMillis()) {
      String reason = shortened(said);
      long offset = context.recordMetadata().orElseThrow().offset();
      String text =
          MANY
              + " or more within "
              + WITHIN.toMinutes()
              + " min; the newest, at offset "
              + offset
              + ", says: "
              + reason;
      send(
          KIND + "/" + offset,
          new Decision.AlertRaised(PLATFORM, KIND, topic, text, List.of()),
          now);
    }
  }

  private void tellAtOnce(String kind, Record<byte[], byte[]> letter, String reason, long now) {
    long offset = context.recordMetadata().orElseThrow().offset();
    String text =
        "a record in "
            + shortened(CloudEvents.text(letter.headers(), DeadLetters.TOPIC))
            + " that says it is from "
            + shortened(CloudEvents.text(letter.headers(), CloudEvents.SOURCE))
            + " was "
            + reason
            + ". It is the dead letter at offset "
            + offset
            + "; nothing followed from it. "
            + ADVICE.get(kind);
    send(
        kind + "/" + offset, new Decision.AlertRaised(PLATFORM, kind, topic, text, List.of()), now);
  }

  /** Anybody may write there. */
  private static String shortened(String reason) {
    return reason == null || reason.length() <= LONGEST_REASON
        ? reason
        : reason.substring(0, LONGEST_REASON) + "…";
  }

  private void arrived(Instant at) {
    last = at;
    quiet.by(at.plus(WITHIN));
  }

  private void endWhenQuiet(Instant now) {
    Instant end = last.plus(WITHIN);
    if (now.isBefore(end)) {
      quiet.by(end);
      return;
    }
    arrivals.clear();
    for (String kind : told) {
      send(
          kind + "/quiet/" + now.toEpochMilli(),
          new Decision.AlertResolved(PLATFORM, kind, topic, "no more came", List.of()),
          now.toEpochMilli());
    }
    told.clear();
    send(
        KIND + "/quiet/" + now.toEpochMilli(),
        new Decision.AlertResolved(PLATFORM, KIND, topic, "no more dead letters", List.of()),
        now.toEpochMilli());
  }

  private void send(String id, Decision decision, long now) {
    Envelope<Decision> event = Envelope.of(id, SOURCE, Instant.ofEpochMilli(now), decision);
    context.forward(new Record<>(PLATFORM, event, now, new RecordHeaders()));
  }
}
