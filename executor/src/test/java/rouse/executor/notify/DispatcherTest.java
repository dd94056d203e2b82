package rouse.executor.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Delivery;
import rouse.contracts.event.Delivery.Outcome;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.contracts.settings.SettingError;

/** Order, retries and tarpits, with a way out that does what the test says. */
class DispatcherTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private final AtomicReference<Instant> now = new AtomicReference<>(Messages.NOON);
  private final List<String> carried = new CopyOnWriteArrayList<>();
  private final Set<String> done = ConcurrentHashMap.newKeySet();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final Ledger ledger =
      new Ledger(
          producer, "deliveries", "/test", now::get, new NotifyCounts(new SimpleMeterRegistry()));
  private final AtomicInteger opens = new AtomicInteger();
  private final AtomicInteger failingOpens = new AtomicInteger();
  private Dispatcher dispatcher;

  @AfterEach
  void close() {
    dispatcher.close();
  }

  private void dispatch(int workers, Duration giveUp, Function<Notification, Answer> way) {
    dispatch(workers, giveUp, Duration.ofMillis(5), way);
  }

  private void dispatch(
      int workers, Duration giveUp, Duration pause, Function<Notification, Answer> way) {
    Backoff backoff = new Backoff(pause, pause.multipliedBy(4));
    dispatcher =
        new Dispatcher(
            "test",
            new ScriptedCarrier(way),
            new Dispatcher.Manner(workers, 1, backoff, giveUp),
            ledger,
            now::get);
  }

  private void add(String id, String recipient) {
    add(id, recipient, true);
  }

  private void add(String id, String recipient, boolean ours) {
    dispatcher.add(new Job(Messages.to(id, recipient, "s", id), () -> ours, () -> done.add(id)));
  }

  private List<Delivery> deliveries() {
    return List.copyOf(producer.history()).stream()
        .map(r -> CloudEvents.readBody(Delivery.class, r.value()))
        .toList();
  }

  @Test
  @DisplayName(
      "R8 a message is done only when what became of it is recorded, and its order is kept")
  void keepsTheOrderOfARecipient() {
    dispatch(4, Duration.ofHours(1), n -> Answer.sent("ok"));
    for (int i = 0; i < 50; i++) {
      add("m" + i, "a@x.org");
    }
    await().atMost(SOON).until(() -> done.size() == 50);

    assertThat(carried).hasSize(50).first().isEqualTo("m0");
    assertThat(carried).extracting(m -> Integer.parseInt(m.substring(1))).isSorted();
    assertThat(deliveries()).hasSize(50).allMatch(d -> d.outcome() == Outcome.SENT);
  }

  @Test
  @DisplayName("R8 a failure is tried again while others are served, and said once")
  void retriesWithoutBlocking() {
    dispatch(
        1,
        Duration.ofHours(1),
        n ->
            n.recipient().startsWith("bad") && !done.contains("g")
                ? new Answer.Later("busy", false)
                : Answer.sent("ok"));
    add("b1", "bad@x.org");
    add("b2", "bad@x.org");
    add("g", "good@x.org");
    await().atMost(SOON).until(() -> done.size() == 3);

    assertThat(carried.indexOf("g")).isLessThan(carried.lastIndexOf("b1"));
    assertThat(carried).last().isEqualTo("b2");
    assertThat(deliveries())
        .filteredOn(d -> d.notificationId().equals("b1"))
        .extracting(Delivery::outcome)
        .containsExactly(Outcome.DELAYED, Outcome.SENT);
  }

  @Test
  @DisplayName("R8 tarpits delay nobody else, however many they are")
  void isolatesTarpits() {
    CountDownLatch tarpit = new CountDownLatch(1);
    dispatch(
        3,
        Duration.ofHours(1),
        n -> {
          if (!n.recipient().endsWith("@tarpit.org")) {
            return Answer.sent("ok");
          }
          if (n.text().equals("first")) {
            return new Answer.Later("no answer", true);
          }
          awaitQuietly(tarpit);
          return Answer.sent("at last");
        });
    add("first", "u0@tarpit.org");
    await().atMost(SOON).until(() -> !deliveries().isEmpty());
    for (int i = 1; i < 20; i++) {
      add("t" + i, "u" + i + "@tarpit.org");
    }
    for (int i = 0; i < 20; i++) {
      add("g" + i, "u" + i + "@good.org");
    }
    await().atMost(SOON).until(() -> done.stream().filter(d -> d.startsWith("g")).count() == 20);
    assertThat(done).noneMatch(d -> d.startsWith("t"));

    tarpit.countDown();
    await().atMost(SOON).until(() -> done.stream().filter(d -> d.startsWith("t")).count() == 19);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @DisplayName("R8 after the configured time it is given up, which is said once")
  void givesUp() {
    dispatch(
        1,
        Duration.ofMinutes(5),
        n -> {
          now.updateAndGet(t -> t.plus(Duration.ofMinutes(2)));
          return new Answer.Later("away", false);
        });
    add("m", "a@x.org");
    await().atMost(SOON).until(() -> done.contains("m"));

    assertThat(deliveries())
        .extracting(Delivery::outcome)
        .containsExactly(Outcome.DELAYED, Outcome.GIVEN_UP);
    assertThat(deliveries().getLast().detail()).contains("given up after 3 attempts", "away");
  }

  @Test
  @DisplayName("R8 what is in doubt is recorded and sent again")
  void repeatsDoubts() {
    Map<String, Integer> tries = new ConcurrentHashMap<>();
    dispatch(
        1,
        Duration.ofHours(1),
        n ->
            tries.merge(n.text(), 1, Integer::sum) == 1
                ? new Answer.Doubtful("dropped")
                : Answer.sent("ok"));
    add("m", "a@x.org");
    await().atMost(SOON).until(() -> done.contains("m"));

    assertThat(deliveries())
        .extracting(Delivery::outcome)
        .containsExactly(Outcome.UNKNOWN, Outcome.SENT);
  }

  @Test
  @DisplayName(
      "R8 what was recorded before a restart, or is another notifier's now, is not sent again")
  void skipsWhatIsDone() {
    dispatch(1, Duration.ofHours(1), n -> Answer.sent("ok"));
    add("m", "a@x.org");
    await().atMost(SOON).until(() -> done.contains("m"));
    done.clear();
    add("m", "a@x.org");
    add("n", "a@x.org", false);
    add("o", "a@x.org");
    await().atMost(SOON).until(() -> done.contains("o"));

    assertThat(carried).containsExactly("m", "o");
    assertThat(done).containsExactlyInAnyOrder("m", "o");
  }

  @Test
  void aBugCostsOneMessageOnlyTime() {
    AtomicInteger calls = new AtomicInteger();
    dispatch(
        1,
        Duration.ofHours(1),
        n -> {
          if (calls.incrementAndGet() == 1) {
            throw new IllegalStateException("bug");
          }
          return Answer.sent("ok");
        });
    add("m", "a@x.org");
    await().atMost(SOON).until(() -> done.contains("m"));
    assertThat(deliveries().getFirst().detail()).contains("unforeseen", "bug");
  }

  @Test
  @DisplayName("R8 a way out that cannot be opened is tried again, with pauses")
  void opensAgain() {
    failingOpens.set(3);
    dispatch(1, Duration.ofHours(1), n -> Answer.sent("ok"));
    add("m", "a@x.org");
    await().atMost(SOON).until(() -> done.contains("m"));
    assertThat(opens).hasValue(4);
  }

  @Test
  @DisplayName("R8 it is not tried without a pause")
  void doesNotSpin() {
    failingOpens.set(Integer.MAX_VALUE);
    dispatch(1, Duration.ofHours(1), Duration.ofHours(1), n -> Answer.sent("ok"));
    add("m", "a@x.org");
    await().atMost(SOON).until(() -> opens.get() > 0);
    await().during(Duration.ofMillis(300)).atMost(SOON).until(() -> opens.get() == 1);
  }

  @Test
  @DisplayName("R8 a producer that refuses a record at once costs a recipient time, and no message")
  void recordsAgain() {
    dispatch(1, Duration.ofHours(1), n -> Answer.sent("ok"));
    producer.sendException = new KafkaException("out of order");
    add("m", "a@x.org");
    await().atMost(SOON).until(() -> carried.contains("m"));
    producer.sendException = null;
    await().atMost(SOON).until(() -> done.contains("m"));
    assertThat(deliveries()).extracting(Delivery::outcome).containsExactly(Outcome.SENT);
  }

  @Test
  @DisplayName("R8 without a channel it is said, never pretended")
  void saysWhatIsNotConfigured() {
    dispatcher =
        new Dispatcher(
            "mail",
            new NoCarrier("no mail server configured, set smtp.host"),
            new Dispatcher.Manner(
                1, 1, new Backoff(Duration.ofMillis(5), Duration.ofMillis(5)), Duration.ofHours(1)),
            ledger,
            now::get);
    add("m", "a@x.org");
    await().atMost(SOON).until(() -> done.contains("m"));

    assertThat(deliveries().getFirst().outcome()).isEqualTo(Outcome.NOT_SENT);
    assertThat(deliveries().getFirst().detail())
        .isEqualTo("not sent: no mail server configured, set smtp.host");
  }

  private final class ScriptedCarrier implements Carrier, Carrier.Line {
    private final Function<Notification, Answer> way;

    ScriptedCarrier(Function<Notification, Answer> way) {
      this.way = way;
    }

    @Override
    public Line open() {
      if (opens.incrementAndGet() <= failingOpens.get()) {
        throw new SettingError("smtp.trust: no such file");
      }
      return this;
    }

    @Override
    public String gatewayOf(Notification notification) {
      return MailAddress.domainOf(notification.recipient());
    }

    @Override
    public Answer carry(Envelope<Notification> message, Runnable beforeItCounts) {
      carried.add(message.id());
      beforeItCounts.run();
      return way.apply(message.body());
    }

    @Override
    public void close() {}
  }
}
