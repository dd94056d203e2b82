package rouse.streams.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Event;
import rouse.contracts.event.Fact;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.Topics;
import rouse.core.text.EventSummaries;

/** One follower's place in the facts and decisions. For one thread, but for {@link #stop}. */
public final class Follower implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private final Consumer<String, byte[]> consumer;
  private final String factTopic;
  private final List<TopicPartition> facts;
  private final List<TopicPartition> decisions;
  private final long[] factOffsets;
  private final long[] decisionOffsets;
  private EventCursor ends;

  private Follower(Consumer<String, byte[]> consumer, Topics topics) {
    this.consumer = consumer;
    this.factTopic = topics.facts().name();
    this.facts = partitions(topics.facts());
    this.decisions = partitions(topics.decisions());
    this.factOffsets = new long[facts.size()];
    this.decisionOffsets = new long[decisions.size()];
  }

  static Follower start(Consumer<String, byte[]> consumer, Topics topics, Place from) {
    Follower follower = new Follower(consumer, topics);
    try {
      follower.seek(from);
      return follower;
    } catch (RuntimeException e) {
      follower.close();
      throw e;
    }
  }

  private static List<TopicPartition> partitions(Topic<?, ?> topic) {
    return IntStream.range(0, topic.partitions())
        .mapToObj(partition -> new TopicPartition(topic.name(), partition))
        .toList();
  }

  /** Where a follower begins. */
  sealed interface Place {
    /** With what comes next. */
    record Now() implements Place {}

    /** Where one that read before has ended. */
    record After(EventCursor cursor) implements Place {}

    /** With the first event of this time or later. */
    record Since(Instant time) implements Place {}
  }

  private void seek(Place from) {
    List<TopicPartition> all = new ArrayList<>(facts);
    all.addAll(decisions);
    consumer.assign(all);
    consumer.seekToEnd(all);
    all.forEach(partition -> advance(partition, consumer.position(partition, PATIENCE)));
    ends = EventCursor.of(LongStream.of(factOffsets), LongStream.of(decisionOffsets));
    switch (from) {
      case Place.Now now -> {
        // The ends, where it is already.
      }
      case Place.After after -> {
        facts.forEach(p -> consumer.seek(p, after.cursor().facts().get(p.partition())));
        decisions.forEach(p -> consumer.seek(p, after.cursor().decisions().get(p.partition())));
      }
      case Place.Since since -> seek(all, since.time());
    }
    all.forEach(partition -> advance(partition, consumer.position(partition, PATIENCE)));
  }

  /** Partitions without so new an event stay at their ends. */
  private void seek(List<TopicPartition> all, Instant time) {
    Map<TopicPartition, Long> times =
        all.stream().collect(Collectors.toMap(p -> p, p -> time.toEpochMilli()));
    consumer
        .offsetsForTimes(times, PATIENCE)
        .forEach(
            (partition, found) -> {
              if (found != null) {
                consumer.seek(partition, found.offset());
              }
            });
  }

  private void advance(TopicPartition partition, long next) {
    boolean fact = partition.topic().equals(factTopic);
    (fact ? factOffsets : decisionOffsets)[partition.partition()] = next;
  }

  /** The position after the last event that {@link #poll} handed out. */
  public String position() {
    return EventCursor.of(LongStream.of(factOffsets), LongStream.of(decisionOffsets)).toString();
  }

  /** Whether everything was handed out that was there when it began. */
  public boolean isCurrent() {
    return reaches(factOffsets, ends.facts()) && reaches(decisionOffsets, ends.decisions());
  }

  private static boolean reaches(long[] offsets, List<Long> ends) {
    return IntStream.range(0, offsets.length).allMatch(i -> offsets[i] >= ends.get(i));
  }

  /** An event and the position after it. */
  public record At(String position, FeedEvent event) {}

  /**
   * The next events; none when there were none for the time given, or {@link #stop} was called.
   * Records that are no events are passed over: whoever reads the log for work buries them.
   */
  public List<At> poll(Duration longest) {
    List<At> events = new ArrayList<>();
    try {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(longest)) {
        advance(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
        read(record).ifPresent(event -> events.add(new At(position(), event)));
      }
      // Past the markers of transactions, which are no records.
      consumer.assignment().forEach(p -> advance(p, consumer.position(p)));
    } catch (WakeupException e) {
      return events;
    }
    return events;
  }

  private Optional<FeedEvent> read(ConsumerRecord<String, byte[]> record) {
    try {
      boolean fact = record.topic().equals(factTopic);
      Class<? extends Event> family = fact ? Fact.class : Decision.class;
      Envelope<? extends Event> envelope =
          CloudEvents.read(family, record.headers(), record.value());
      return Optional.of(event(record, envelope));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private static FeedEvent event(
      ConsumerRecord<String, byte[]> record, Envelope<? extends Event> envelope) {
    return new FeedEvent(
        record.topic(),
        record.partition(),
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        record.key(),
        envelope.id(),
        envelope.type(),
        envelope.source(),
        EventSummaries.of(envelope.body()),
        envelope.time(),
        envelope.correlationId(),
        envelope.causationId(),
        envelope.body());
  }

  /** Ends a {@link #poll} that waits; from any thread. */
  public void stop() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ofMillis(100)));
  }
}
