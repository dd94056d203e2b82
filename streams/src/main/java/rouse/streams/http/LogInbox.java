package rouse.streams.http;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.topic.KafkaClientFactory;
import rouse.contracts.topic.Topics;
import rouse.http.RequestWorker;
import rouse.streams.query.NotReady;

/** The inbox over Kafka. */
public final class LogInbox implements Inbox, AutoCloseable {
  static final String SOURCE = "/streams/http";

  /** A caller waits no longer than this for the acknowledgement; then it is told so. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * The beats of one moment travel together: each by itself is a request, a fetch and a round of
   * the observer's thread, and none is needed before the next tick. But for the first of a
   * container: those that depend on it wait for that one.
   */
  private static final int BEATS_GATHER_MS = 100;

  /** Records that wait to be handed to a producer; more are turned away. */
  private static final int MOST_WAITING = 10_000;

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
  private final KafkaClientFactory clients;
  private final Topics topics;
  private final InstantSource clock;
  private final Map<Integer, Producer<String, byte[]>> producers = new HashMap<>();
  private final RequestWorker beats = new RequestWorker("http-beats", MOST_WAITING);

  /** Of their own: a fact that no broker takes must not hold up beats. */
  private final RequestWorker facts = new RequestWorker("http-facts", MOST_WAITING);

  private final FirstBeats firsts = new FirstBeats();

  /** First beats that no broker has acknowledged yet; those that follow have another producer. */
  private final Map<Object, CompletableFuture<Void>> firstsUnderWay = new ConcurrentHashMap<>();

  private final HttpRelayMarks marks = new HttpRelayMarks();
  private volatile String route;
  private boolean closed;

  /**
   * @param kafka settings of every Kafka client
   */
  public LogInbox(Map<String, String> kafka, Topics topics, InstantSource clock) {
    this.clients = new KafkaClientFactory(kafka);
    this.topics = topics;
    this.clock = clock;
  }

  /**
   * From now on beats say that they came by this route, and marks show that it carries: while this
   * app is away, others that observe do not take the silence of those who beat here for theirs.
   *
   * <p>A mark says that what was sent before it has come through, so it goes every step that a beat
   * goes: it waits for a thread of the server, for its turn at the producer, and for first beats.
   *
   * @param name the same after a restart, and no other app's
   * @param turn completes when the requests that wait for a thread have got one
   */
  public void carryAs(String name, Supplier<CompletableFuture<Void>> turn) {
    route = name;
    marks.start(
        name,
        topics,
        clock,
        () ->
            turn.get()
                .thenCompose(served -> beats.submit(this::copyOfFirstBeats))
                .thenCompose(LogInbox::allOf),
        this::sendMark);
  }

  private List<CompletableFuture<Void>> copyOfFirstBeats() {
    return List.copyOf(firstsUnderWay.values());
  }

  /** Completes when all have arrived, or never will. */
  private static CompletableFuture<Void> allOf(List<CompletableFuture<Void>> beats) {
    return CompletableFuture.allOf(
        beats.stream()
            .map(beat -> beat.exceptionally(failure -> null))
            .toArray(CompletableFuture[]::new));
  }

  private void sendMark(ProducerRecord<String, byte[]> mark) {
    var unused = producer(BEATS_GATHER_MS).send(mark);
  }

  /**
   * Made at first use: its name cannot be resolved before the broker's container is there.
   *
   * @param linger milliseconds that a record waits for others
   */
  private synchronized Producer<String, byte[]> producer(int linger) {
    if (closed) {
      throw new NotReady("the app stops");
    }
    return producers.computeIfAbsent(linger, this::create);
  }

  private Producer<String, byte[]> create(int linger) {
    try {
      return clients.producerWithin(
          PATIENCE,
          Duration.ofMillis(linger),
          linger == BEATS_GATHER_MS ? "rouse-beats" : "rouse-http",
          new StringSerializer(),
          new ByteArraySerializer());
    } catch (KafkaException e) {
      throw new NotReady("no Kafka broker can be asked: " + e.getMessage(), e);
    }
  }

  @Override
  public CompletableFuture<Void> beat(InstanceId instance, Beat beat) {
    Headers headers = new RecordHeaders();
    HeartbeatCodec.writeHeaders(headers, beat, SOURCE, clock.instant());
    if (route != null) {
      HeartbeatCodec.writeRoute(headers, route);
    }
    boolean first = firsts.isFirst(instance, beat.incarnation());
    CompletableFuture<Void> sent =
        send(
            beats,
            first ? 0 : BEATS_GATHER_MS,
            topics.heartbeats().name(),
            instance.toString(),
            HeartbeatCodec.write(beat),
            headers);
    if (first) {
      Object key = new Object();
      firstsUnderWay.put(key, sent);
      var unused = sent.whenComplete((done, failure) -> firstsUnderWay.remove(key));
    }
    return sent;
  }

  @Override
  public CompletableFuture<String> fact(Fact fact) {
    String id = UUID.randomUUID().toString();
    Headers headers = CloudEvents.headers(Envelope.of(id, SOURCE, clock.instant(), fact));
    byte[] body = CloudEvents.body(fact);
    topics.signer().sign(headers, body);
    return send(facts, 0, topics.facts().name(), fact.platform(), body, headers)
        .thenApply(done -> id);
  }

  private CompletableFuture<Void> send(
      RequestWorker worker, int linger, String topic, String key, byte[] value, Headers headers) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    var record = new ProducerRecord<>(topic, null, key, value, headers);
    // A producer that knows no broker has its caller wait, and so has the name service.
    worker
        .submit(
            () -> {
              if (!done.isDone()) {
                send(linger, record, done);
              }
              return null;
            })
        .exceptionally(
            failure -> {
              done.completeExceptionally(
                  failure instanceof RequestWorker.Busy ? notTaken(failure) : failure);
              return null;
            });
    return done.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedFuture(
                    failure instanceof TimeoutException
                        ? notTaken(new TimeoutException("no broker answers"))
                        : failure));
  }

  private void send(
      int linger, ProducerRecord<String, byte[]> record, CompletableFuture<Void> done) {
    Future<RecordMetadata> sent =
        producer(linger)
            .send(
                record,
                (metadata, failure) -> {
                  if (failure == null) {
                    done.complete(null);
                  } else {
                    done.completeExceptionally(notTaken(failure));
                  }
                });
    // A record that was refused on the spot ends its future and calls nobody back.
    if (sent.isDone() && sent.state() == Future.State.FAILED) {
      done.completeExceptionally(notTaken(sent.exceptionNow()));
    }
  }

  private static HttpProblem notTaken(Throwable failure) {
    return HttpProblem.unavailable(
        "Kafka did not take it: " + failure.getMessage() + ". Send it again.");
  }

  @Override
  public void close() {
    beats.close();
    facts.close();
    marks.close();
    closeProducers();
  }

  private synchronized void closeProducers() {
    closed = true;
    producers.values().forEach(producer -> producer.close(CLOSE_PATIENCE));
  }
}
