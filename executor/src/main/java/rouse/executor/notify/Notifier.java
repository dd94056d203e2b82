package rouse.executor.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.event.Notification;
import rouse.contracts.event.Notification.Channel;
import rouse.contracts.settings.Backoff;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.DeadLetters;
import rouse.contracts.topic.Topics;
import rouse.executor.log.TickProbe;
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
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final Topics topics;
  private final InstantSource clock;
  private final Duration alertWait;
  private final List<String> operators;
  private final MessageTemplates templates;
  private final NotifyClients clients;
  private final Producer<byte[], byte[]> producer;
  private final DeliveryLog ledger;
  private final Map<Channel, Dispatcher> channels = new EnumMap<>(Channel.class);
  private final List<NotificationConsumer> outboxes = new ArrayList<>();
  private final List<AutoCloseable> parts = new ArrayList<>();

  /**
   * Reads the settings and connects to nothing but Kafka.
   *
   * @param host id of this executor, unique among those that notify
   * @throws rouse.contracts.settings.SettingError when a channel is wrongly configured
   */
  public Notifier(
      Settings settings, Topics topics, String host, MeterRegistry meters, InstantSource clock) {
    this.topics = topics;
    this.clock = clock;
    this.alertWait = settings.duration(KnownSettings.NOTIFY_GROUP_WAIT);
    this.operators = operatorsOf(settings);
    this.templates = MessageTemplates.from(settings);
    SenderRegistry ways = SenderRegistry.from(settings, templates, clock);
    this.clients = new NotifyClients(settings, host);
    this.producer = clients.producer();
    this.ledger =
        new DeliveryLog(
            producer,
            topics.deliveries().name(),
            "/executor/" + host,
            clock,
            new NotifyCounts(meters));
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
    PastDeliveries past =
        new PastDeliveries(topics.deliveries().name(), () -> clients.once("past-deliveries"));
    String application = settings.text(KnownSettings.APPLICATION_ID);
    outboxes.add(
        new NotificationConsumer(
            topics.notifications().name(),
            () -> clients.member(application + "-notify", "earliest"),
            (partition, time) -> past.since(time, ledger::learn),
            this::notification));
    settings
        .optional(KnownSettings.FAULTY_URL)
        .map(url -> WebUrls.parse("faulty.url", url))
        .ifPresent(
            url -> {
              MessageSender carrier = ways.faulty(url);
              Dispatcher faulty = dispatcher("faulty", carrier, manner.apply(2), clock);
              outboxes.add(
                  new NotificationConsumer(
                      topics.facts().name(),
                      // Silences of before this was configured are nobody's business any more.
                      () -> clients.member(application + "-faulty", "latest"),
                      (partition, time) -> past.since(time, ledger::learn),
                      (record, progress) -> silence(record, progress, url, faulty)));
            });
  }

  private Dispatcher dispatcher(
      String name, MessageSender carrier, Dispatcher.Manner manner, InstantSource clock) {
    Dispatcher dispatcher = new Dispatcher(name, carrier, manner, ledger, clock);
    parts.add(dispatcher);
    return dispatcher;
  }

  /** Begins to read. */
  public void start() {
    outboxes.forEach(NotificationConsumer::start);
  }

  /**
   * Tells people, and the operators, when the observer is down: it cannot do so itself.
   *
   * @param people of the platform
   */
  public void watchObserver(TickProbe ticks, String platform, Supplier<List<String>> people) {
    ObserverAlarm alarm =
        new ObserverAlarm(
            ticks,
            platform,
            alertWait,
            () -> Stream.concat(people.get().stream(), operators.stream()).distinct().toList(),
            this::enqueue,
            clock);
    parts.addFirst(alarm);
    alarm.start();
  }

  static List<String> operatorsOf(Settings settings) {
    return Stream.of(settings.optional(KnownSettings.NOTIFY_OPERATORS).orElse("").split(","))
        .map(String::strip)
        .filter(address -> !address.isEmpty())
        .toList();
  }

  private void enqueue(Envelope<Notification> message) {
    var unused =
        producer.send(
            new ProducerRecord<>(
                topics.notifications().name(),
                null,
                message.body().recipient().getBytes(UTF_8),
                CloudEvents.body(message.body()),
                CloudEvents.headers(message)));
  }

  private void notification(ConsumerRecord<byte[], byte[]> record, PartitionProgress progress) {
    try {
      Envelope<Notification> message =
          templates.worded(CloudEvents.read(Notification.class, record.headers(), record.value()));
      channels.get(message.body().channel()).add(job(message, record, progress));
    } catch (MalformedRecordException e) {
      bury(record, e.getMessage(), progress);
    } catch (RuntimeException e) {
      // Whatever it is that trips here is a property of the record: the next one must be served.
      LOG.error("a notification cannot be served", e);
      bury(record, e.toString(), progress);
    }
  }

  private void silence(
      ConsumerRecord<byte[], byte[]> record,
      PartitionProgress progress,
      URI url,
      Dispatcher faulty) {
    try {
      SilenceReports.of(record.headers(), record.value(), url.toString())
          .ifPresentOrElse(
              message -> faulty.add(job(message, record, progress)),
              () -> progress.done(record.offset()));
    } catch (RuntimeException e) {
      // The decider buries it; once is enough.
      LOG.debug("a fact at {} is passed over: {}", record.offset(), e.toString());
      progress.done(record.offset());
    }
  }

  private static PendingMessage job(
      Envelope<Notification> message,
      ConsumerRecord<byte[], byte[]> record,
      PartitionProgress progress) {
    return new PendingMessage(message, progress::isOurs, () -> progress.done(record.offset()));
  }

  private void bury(
      ConsumerRecord<byte[], byte[]> record, String reason, PartitionProgress progress) {
    LOG.warn("a notification cannot be read and goes to the dead letters: {}", reason);
    var unused =
        producer.send(
            DeadLetters.letter(topics.deadLetters().name(), record, DeadLetters.oneLine(reason)),
            (metadata, failure) -> {
              if (failure == null) {
                progress.done(record.offset());
              } else {
                LOG.error("cannot write to the dead letters: {}", failure.getMessage());
              }
            });
  }

  /** Ends what is under way, commits, and leaves the rest for the next start. */
  @Override
  public void close() {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("while closing the notifier: {}", e.getMessage());
      }
    }
    outboxes.forEach(NotificationConsumer::close);
    producer.close(LAST_WORDS);
  }
}
