package rouse.streams.action.alerts;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.event.Notification;
import rouse.core.alert.Alert;
import rouse.core.alert.AlertBook;
import rouse.core.alert.AlertMessages;
import rouse.core.alert.AlertRules;
import rouse.streams.action.ActionSettings;
import rouse.streams.clock.WakeUp;

/** Keeps a book per platform and says what is due. */
public final class GatherAlertsProcessor
    implements Processor<String, Envelope<Decision>, String, Envelope<Notification>> {
  public static final String STORE = "alert_books";
  private static final String SOURCE = "/action/alerts";
  private static final Logger LOG = LoggerFactory.getLogger(GatherAlertsProcessor.class);

  /** After a start it reads on before it speaks: what was over meanwhile is not told. */
  private static final Duration SETTLE = Duration.ofSeconds(5);

  private static final int MOST_RECIPIENTS = 1_000;
  private static final int LONGEST_TEXT = 4_000;

  private final AlertRules rules;
  private final List<String> operators;

  /** Platforms whose alerts nobody gets; that is said once. */
  private final Set<String> unheard = new HashSet<>();

  private ProcessorContext<String, Envelope<Notification>> context;
  private KeyValueStore<String, AlertBook> books;
  private WakeUp dues;
  private Instant settled;

  GatherAlertsProcessor(ActionSettings settings) {
    this.rules = new AlertRules(settings.groupWait(), settings.repeat(), settings.brief());
    this.operators = settings.operators();
  }

  @Override
  public void init(ProcessorContext<String, Envelope<Notification>> processorContext) {
    context = processorContext;
    books = processorContext.getStateStore(STORE);
    settled = Instant.ofEpochMilli(context.currentSystemTimeMs()).plus(SETTLE);
    // People wait by the clock on the wall; nothing else is judged by it.
    dues = new WakeUp(context, this::tell);
    awaitDues();
  }

  @Override
  public void process(Record<String, Envelope<Decision>> record) {
    Envelope<Decision> decision = record.value();
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    switch (decision.body()) {
      case Decision.AlertRaised a -> {
        checkRecipients(a);
        Alert alert =
            Alert.raised(
                    a.kind(),
                    a.subject(),
                    shortened(a.text()),
                    a.recipients(),
                    decision.id(),
                    decision.correlationId())
                .next(a.next() == null ? null : shortened(a.next()))
                .inhibitedBy(a.inhibitedBy());
        keep(a.platform(), rules.raised(book(a.platform()), alert, now));
      }
      case Decision.AlertExplained a ->
          keep(
              a.platform(),
              rules.explained(book(a.platform()), a.kind(), a.subject(), shortened(a.log())));
      case Decision.AlertResolved a ->
          keep(
              a.platform(),
              rules.resolved(
                  book(a.platform()),
                  a.kind(),
                  a.subject(),
                  shortened(a.text()),
                  decision.id(),
                  now));
      default -> {
        // Nobody is told of it.
      }
    }
  }

  /** Each gets a message of all that concerns them. */
  private static void checkRecipients(Decision.AlertRaised alert) {
    if (alert.recipients().size() > MOST_RECIPIENTS) {
      throw new MalformedRecordException(
          alert.recipients().size() + " recipients of one alert, more than " + MOST_RECIPIENTS);
    }
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
  }

  private void tell(Instant now) {
    List<KeyValue<String, AlertBook>> due = new ArrayList<>();
    try (KeyValueIterator<String, AlertBook> all = books.all()) {
      all.forEachRemaining(
          entry -> {
            if (entry.value.due() != null && !entry.value.due().isAfter(now)) {
              due.add(entry);
            }
          });
    }
    for (KeyValue<String, AlertBook> entry : due) {
      AlertRules.Told told = rules.due(entry.value, now);
      keep(entry.key, told.book());
      told.messages().forEach(message -> send(entry.key, message, now));
    }
    awaitDues();
  }

  private void awaitDues() {
    try (KeyValueIterator<String, AlertBook> all = books.all()) {
      all.forEachRemaining(entry -> awaitDue(entry.value));
    }
  }

  private void awaitDue(AlertBook book) {
    if (book.due() != null) {
      dues.by(book.due().isBefore(settled) ? settled : book.due());
    }
  }

  private void send(String platform, AlertRules.Message message, Instant now) {
    List<Envelope<Notification>> all = AlertMessages.of(platform, message, SOURCE, operators, now);
    if (all.isEmpty() && unheard.add(platform)) {
      LOG.warn(
          "{}: alerts have no recipient; name one in x-rouse.notify or notify.operators", platform);
    }
    for (Envelope<Notification> one : all) {
      context.forward(
          new Record<>(one.body().recipient(), one, now.toEpochMilli(), new RecordHeaders()));
    }
  }

  private AlertBook book(String platform) {
    AlertBook known = books.get(platform);
    return known == null ? AlertBook.EMPTY : known;
  }

  private void keep(String platform, AlertBook book) {
    if (!book.equals(book(platform))) {
      books.put(platform, book.equals(AlertBook.EMPTY) ? null : book);
      awaitDue(book);
    }
  }
}
