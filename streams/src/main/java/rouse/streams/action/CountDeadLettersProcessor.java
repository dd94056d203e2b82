package rouse.streams.action;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.topic.DeadLetters;

/**
 * Raises an alert when dead letters come fast, and ends it when none came for as long. What it has
 * counted is not kept: a restart begins anew, and costs at most one late alert.
 */
final class CountDeadLettersProcessor
    implements Processor<byte[], byte[], String, Envelope<Decision>> {
  /** What the alert's book is kept under; no platform's name has a dot. */
  static final String PLATFORM = "rouse.observer";

  static final String KIND = "dead-letters";
  static final int MANY = 20;
  static final Duration WITHIN = Duration.ofMinutes(5);
  private static final String SOURCE = "/action/dead-letters";
  private static final Duration LOOK = Duration.ofSeconds(10);

  private final Deque<Long> arrivals = new ArrayDeque<>();
  private final String topic;
  private ProcessorContext<String, Envelope<Decision>> context;
  private long last;
  private boolean ended;

  CountDeadLettersProcessor(String topic) {
    this.topic = topic;
  }

  @Override
  public void init(ProcessorContext<String, Envelope<Decision>> processorContext) {
    context = processorContext;
    last = context.currentSystemTimeMs();
    context.schedule(LOOK, PunctuationType.WALL_CLOCK_TIME, this::endWhenQuiet);
  }

  @Override
  public void process(Record<byte[], byte[]> letter) {
    long now = context.currentSystemTimeMs();
    last = now;
    ended = false;
    arrivals.addLast(now);
    while (arrivals.size() > MANY) {
      arrivals.removeFirst();
    }
    if (arrivals.size() == MANY && now - arrivals.getFirst() <= WITHIN.toMillis()) {
      String reason = CloudEvents.text(letter.headers(), DeadLetters.REASON);
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

  private void endWhenQuiet(long now) {
    if (!ended && now - last >= WITHIN.toMillis()) {
      ended = true;
      arrivals.clear();
      send(
          KIND + "/quiet/" + now,
          new Decision.AlertResolved(PLATFORM, KIND, topic, "no more dead letters", List.of()),
          now);
    }
  }

  private void send(String id, Decision decision, long now) {
    Envelope<Decision> event =
        Envelope.of(id, SOURCE, java.time.Instant.ofEpochMilli(now), decision);
    context.forward(new Record<>(PLATFORM, event, now, new RecordHeaders()));
  }
}
