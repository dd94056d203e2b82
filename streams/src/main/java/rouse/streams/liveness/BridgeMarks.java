package rouse.streams.liveness;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;
import rouse.core.detection.LogClock;
import rouse.streams.clock.ReadProgress;

/**
 * Says up to which time all that was put into the original topics has come through the bridge. The
 * time stamps there are of any clock, so they say nothing. Instead the bridge asks the brokers
 * where its sources end. Once it has processed everything before that end, all that was there when
 * it asked has come through; and it asked after the heartbeat log stamped the newest record that it
 * knows to stand there. That stamp is the time that the marks say.
 *
 * <p>While a source's leader is away its senders cannot beat, which is no silence. Then their
 * timeouts begin when they have had time to find it again.
 */
final class BridgeMarks {
  /** Between two looks at what is to be done. */
  static final Duration STEP = Duration.ofMillis(100);

  /** A leader that takes longer to answer may have been away. */
  private static final long PROMPT_NS = Duration.ofMillis(LogClock.GAP_MS).toNanos();

  private final ReadProgress reads;
  private final RelayHeartbeatWriter writer;
  private final String route;
  private final Set<TopicPartition> sources;
  private final Map<TopicPartition, Long> processed = new HashMap<>();
  private final long[] upTo;
  private final long[] freshFrom;

  /** What the log's clocks showed before the question was asked. */
  private final long[] shown;

  private RecordMetadata newest;
  private CompletableFuture<Answer> question;
  private boolean asked;
  private boolean away;
  private long writtenAt;

  private record Answer(Map<TopicPartition, Long> ends, boolean prompt) {}

  BridgeMarks(
      ProcessorContext<Object, Object> context,
      ReadProgress reads,
      List<String> topics,
      String route,
      int partitions) {
    this.reads = reads;
    this.route = route;
    this.writer = new RelayHeartbeatWriter(context, NodeNames.WRITE_BRIDGE_MARKS, partitions);
    this.sources = reads.assigned(topics, context.taskId().partition());
    this.upTo = new long[partitions];
    this.freshFrom = new long[partitions];
    this.shown = new long[partitions];
  }

  /** A record is processed. */
  void processing(RecordMetadata place) {
    if (newest != null && !isSameSource(newest, place)) {
      remember(newest);
    }
    newest = place;
  }

  private static boolean isSameSource(RecordMetadata one, RecordMetadata other) {
    return one.partition() == other.partition() && one.topic().equals(other.topic());
  }

  private void remember(RecordMetadata place) {
    processed.put(new TopicPartition(place.topic(), place.partition()), place.offset());
  }

  /** Asks, takes in the answer, and leaves marks when they are due. */
  void step(long now) {
    takeAnswer();
    long waited = Math.abs(now - writtenAt);
    if (question == null
        && !asked
        && !sources.isEmpty()
        && waited >= Mark.INTERVAL.minus(STEP).toMillis()) {
      ask();
    }
    if (waited >= Mark.INTERVAL.toMillis()) {
      writer.write(this::mark, now);
      writtenAt = now;
      asked = false;
    }
  }

  private Mark mark(int partition) {
    Long fresh = freshFrom[partition] == 0 ? null : freshFrom[partition];
    return new Mark(route, upTo[partition], fresh);
  }

  private void ask() {
    asked = true;
    Arrays.setAll(shown, reads::appendedAt);
    long begun = System.nanoTime();
    question =
        reads
            .ends(sources)
            .thenApply(ends -> new Answer(ends, System.nanoTime() - begun < PROMPT_NS))
            .toCompletableFuture();
  }

  private void takeAnswer() {
    if (question == null || !question.isDone()) {
      return;
    }
    if (question.isCompletedExceptionally()) {
      away = true;
      question = null;
      return;
    }
    Answer answer = question.join();
    away |= !answer.prompt();
    if (hasRead(answer.ends())) {
      cameThrough();
      question = null;
    }
  }

  private boolean hasRead(Map<TopicPartition, Long> ends) {
    if (newest != null) {
      remember(newest);
    }
    return ends.entrySet().stream()
        .allMatch(
            end ->
                reads.hasRead(
                    end.getKey(), end.getValue(), processed.getOrDefault(end.getKey(), -1L)));
  }

  private void cameThrough() {
    for (int partition = 0; partition < upTo.length; partition++) {
      boolean first = freshFrom[partition] == 0;
      upTo[partition] = shown[partition];
      if (shown[partition] > 0 && (first || away)) {
        freshFrom[partition] = shown[partition] + (away ? LogClock.RECONNECT_MS : 0);
      }
    }
    away = false;
  }
}
