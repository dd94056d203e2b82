package rouse.executor.notify;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.EventSigner;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Notification;
import rouse.contracts.event.Notification.Channel;
import rouse.contracts.settings.Backoff;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topics;
import rouse.executor.log.FactWriter;
import rouse.executor.log.InFlight;
import rouse.executor.log.KeyedConsumer;
import rouse.executor.notify.route.GroupList;
import rouse.executor.notify.route.NotifyGroup;
import rouse.executor.notify.route.Routing;
import rouse.executor.notify.template.MessageTemplates;
import rouse.executor.notify.webhook.SilenceReports;
import rouse.executor.notify.webhook.WebUrls;

/**
 * Carries {@code rouse.notifications} to people, at least once, and calls an external
 * fault-tolerance service on every silence when one is configured. What became of each message is
 * in {@code rouse.deliveries}.
 */
public final class Notifier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
  static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  /** What may wait for people of one partition. */
  private static final KeyedConsumer.Bound BOUND =
      new KeyedConsumer.Bound(20_000, 32L * 1024 * 1024);

  /** Executors of one platform start together: one that has the channel may still be coming. */
  private static final Duration STARTING = Duration.ofSeconds(5);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private final MessageTemplates templates;
  private final Routing routing;
  private final GroupList groups;
  private final Dispatcher unrouted;
  private final InstantSource clock;
  private final Duration giveUp;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("notify-routes").daemon().factory());
  private final NotifyClients clients;
  private final EventSigner signer;
  private final FactWriter writer;
  private final DeliveryLog ledger;
  private final Map<Channel, Dispatcher> channels = new EnumMap<>(Channel.class);
  private final List<KeyedConsumer> outboxes = new ArrayList<>();
  private final List<AutoCloseable> parts = new ArrayList<>();

  /** Of a process that serves all platforms of its cluster. */
  public Notifier(
      Settings settings, Topics topics, String host, MeterRegistry meters, InstantSource clock) {
    this(settings, topics, NotifyGroup.EVERY, host, meters, clock);
  }

  /**
   * Reads the settings and connects to nothing but Kafka.
   *
   * @param platform whose messages it sends: the login is that platform's
   * @param host id of this executor, unique among those that notify
   * @throws rouse.contracts.settings.SettingError when a channel is wrongly configured
   */
  public Notifier(
      Settings settings,
      Topics topics,
      String platform,
      String host,
      MeterRegistry meters,
      InstantSource clock) {
    this.templates = MessageTemplates.from(settings);
    SenderRegistry ways = SenderRegistry.from(settings, templates, clock);
    NotifyGroup group = new NotifyGroup(platform, ways.names());
    this.routing = new Routing(group);
    this.clock = clock;
    this.giveUp = settings.duration(KnownSettings.NOTIFY_GIVE_UP);
    this.clients = new NotifyClients(settings, host);
    this.signer = topics.signer();
    Producer<byte[], byte[]> producer = clients.producer();
    this.writer = new FactWriter(producer, topics);
    this.ledger =
        new DeliveryLog(producer, topics, "/executor/" + host, clock, new NotifyCounts(meters));
    parts.add(ways);
    Function<Integer, Dispatcher.Manner> manner =
        workers ->
            new Dispatcher.Manner(
                workers,
                Math.max(1, workers / 2),
                new Backoff(settings.duration(KnownSettings.NOTIFY_RETRY), LONGEST_WAIT),
                settings.duration(KnownSettings.NOTIFY_GIVE_UP));
    ways.all()
        .forEach(
            (channel, way) ->
                channels.put(
                    channel,
                    dispatcher(channel.name(), way.carrier(), manner.apply(way.workers()), clock)));
    this.unrouted = dispatcher("unrouted", new UnroutedSender(), manner.apply(1), clock);
    PastDeliveries past = new PastDeliveries(topics, () -> clients.once("past-deliveries"));
    String application = settings.text(KnownSettings.APPLICATION_ID);
    String prefix = application + "-notify";
    this.groups = new GroupList(clients.admin(), prefix, clock);
    parts.add(groups);
    outboxes.add(
        follow(
            topics.notifications().name(),
            () -> clients.member(group.name(prefix), "earliest"),
            past,
            this::notification));
    settings
        .optional(KnownSettings.FAULTY_URL)
        .map(url -> WebUrls.parse("faulty.url", url))
        .ifPresent(
            url -> {
              MessageSender carrier = ways.faulty(url);
              Dispatcher faulty = dispatcher("faulty", carrier, manner.apply(2), clock);
              outboxes.add(
                  follow(
                      topics.facts().name(),
                      // Silences of before this was configured are nobody's business any more.
                      () -> clients.member(application + "-faulty", "latest"),
                      past,
                      (record, inFlight) -> silence(record, inFlight, url, faulty)));
            });
  }

  private KeyedConsumer follow(
      String topic,
      Supplier<Consumer<byte[], byte[]>> consumers,
      PastDeliveries past,
      KeyedConsumer.Reader reader) {
    return KeyedConsumer.member(
        topic,
        consumers,
        BOUND,
        (partition, time) -> past.since(time, ledger::learn),
        reader,
        writer::deadLetter);
  }

  private Dispatcher dispatcher(
      String name, MessageSender carrier, Dispatcher.Manner manner, InstantSource clock) {
    Dispatcher dispatcher = new Dispatcher(name, carrier, manner, ledger, clock);
    parts.add(dispatcher);
    return dispatcher;
  }

  /** Begins to read. */
  public void start() {
    outboxes.forEach(KeyedConsumer::start);
  }

  /** The people of a platform, and the operators of the cluster. */
  public static List<String> alertedBy(Settings settings, List<String> people) {
    Stream<String> operators =
        Stream.of(settings.optional(KnownSettings.NOTIFY_OPERATORS).orElse("").split(","));
    return Stream.concat(people.stream(), operators.map(String::strip))
        .filter(address -> !address.isEmpty())
        .distinct()
        .toList();
  }

  private void notification(ConsumerRecord<byte[], byte[]> record, InFlight inFlight) {
    Envelope<Notification> message =
        templates.worded(signer.read(Notification.class, record.headers(), record.value()));
    route(message, inFlight, Instant.ofEpochMilli(record.timestamp()));
  }

  /**
   * @throws org.apache.kafka.common.KafkaException when the broker is away
   */
  private void route(Envelope<Notification> message, InFlight inFlight, Instant since) {
    switch (routing.of(message.body(), groups.known())) {
      case MINE -> channels.get(message.body().channel()).add(job(message, inFlight));
      case OTHERS -> inFlight.done();
      case AWAY -> recordOrWait(message, inFlight, since, giveUp);
      case NOBODY -> recordOrWait(message, inFlight, since, STARTING);
    }
  }

  /** An executor that has the channel may yet come; after that nobody has sent it. */
  private void recordOrWait(
      Envelope<Notification> message, InFlight inFlight, Instant since, Duration patience) {
    if (!clock.instant().isBefore(since.plus(patience))) {
      unrouted.add(job(message, inFlight));
    } else {
      var unused =
          timer.schedule(
              () -> routeAgain(message, inFlight, since),
              LOOK_AGAIN.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  private void routeAgain(Envelope<Notification> message, InFlight inFlight, Instant since) {
    if (!inFlight.isOurs()) {
      return;
    }
    try {
      route(message, inFlight, since);
    } catch (KafkaException e) {
      LOG.warn("{} waits: {}", message.id(), e.getMessage());
      recordOrWait(message, inFlight, since, LONGEST_WAIT.plus(giveUp));
    }
  }

  private void silence(
      ConsumerRecord<byte[], byte[]> record, InFlight inFlight, URI url, Dispatcher faulty) {
    try {
      SilenceReports.of(signer.read(Fact.class, record.headers(), record.value()), url.toString())
          .ifPresentOrElse(message -> faulty.add(job(message, inFlight)), inFlight::done);
    } catch (RuntimeException e) {
      // The decider buries it; once is enough.
      LOG.debug("a fact at {} is passed over: {}", record.offset(), e.toString());
      inFlight.done();
    }
  }

  private static PendingMessage job(Envelope<Notification> message, InFlight inFlight) {
    return new PendingMessage(message, inFlight::isOurs, inFlight::done);
  }

  /** Ends what is under way, commits, and leaves the rest for the next start. */
  @Override
  public void close() {
    timer.shutdownNow();
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("while closing the notifier: {}", e.getMessage());
      }
    }
    outboxes.forEach(KeyedConsumer::close);
    writer.close();
  }
}
