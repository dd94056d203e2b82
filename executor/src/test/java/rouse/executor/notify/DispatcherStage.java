package rouse.executor.notify;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Delivery;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.contracts.settings.Backoff;
import rouse.contracts.settings.SettingError;
import rouse.contracts.topic.Topics;
import rouse.executor.notify.mail.MailAddress;

/** A dispatcher with a way out that does what the test says, and what came of it. */
final class DispatcherStage implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);
  final AtomicReference<Instant> now = new AtomicReference<>(Messages.NOON);
  final List<String> carried = new CopyOnWriteArrayList<>();
  final Set<String> done = ConcurrentHashMap.newKeySet();
  final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  final AtomicInteger opens = new AtomicInteger();
  final AtomicInteger failingOpens = new AtomicInteger();
  private final DeliveryLog ledger =
      new DeliveryLog(
          producer,
          Topics.withDefaultNames(),
          "/test",
          now::get,
          new NotifyCounts(new SimpleMeterRegistry()));
  private Dispatcher dispatcher;

  static ConditionFactory soon() {
    return Awaitility.await().atMost(SOON);
  }

  void dispatch(int workers, Duration giveUp, Function<Notification, DeliveryResult> way) {
    dispatch(workers, giveUp, Duration.ofMillis(5), new ScriptedCarrier(way));
  }

  void dispatch(
      int workers, Duration giveUp, Duration pause, Function<Notification, DeliveryResult> way) {
    dispatch(workers, giveUp, pause, new ScriptedCarrier(way));
  }

  void dispatch(int workers, Duration giveUp, Duration pause, MessageSender carrier) {
    Backoff backoff = new Backoff(pause, pause.multipliedBy(4));
    dispatcher =
        new Dispatcher(
            "test", carrier, new Dispatcher.Manner(workers, 1, backoff, giveUp), ledger, now::get);
  }

  void add(String id, String recipient) {
    add(id, recipient, true);
  }

  void add(String id, String recipient, boolean ours) {
    dispatcher.add(
        new PendingMessage(Messages.to(id, recipient, "s", id), () -> ours, () -> done.add(id)));
  }

  void awaitDone(String id) {
    soon().until(() -> done.contains(id));
  }

  List<Delivery> deliveries() {
    return List.copyOf(producer.history()).stream()
        .map(r -> CloudEvents.readBody(Delivery.class, r.value()))
        .toList();
  }

  @Override
  public void close() {
    dispatcher.close();
  }

  private final class ScriptedCarrier implements MessageSender, MessageSender.Line {
    private final Function<Notification, DeliveryResult> way;

    ScriptedCarrier(Function<Notification, DeliveryResult> way) {
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
    public DeliveryResult carry(Envelope<Notification> message, Runnable beforeItCounts) {
      carried.add(message.id());
      beforeItCounts.run();
      return way.apply(message.body());
    }

    @Override
    public void close() {}
  }
}
