package rouse.streams.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Json;
import rouse.streams.decide.EventJournal.Place;

@DisplayName("The journal of a platform's events")
class EventJournalTest {
  private static final Instant AT = Instant.parse("2026-01-31T09:05:00Z");
  private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
  private final KeyValueStore<String, EventEntry> events =
      TestStores.make(context, DecideStores.EVENTS, EventEntry.class);
  private final KeyValueStore<String, Place> order =
      TestStores.make(context, DecideStores.ORDER, Place.class);

  private EventJournal journal(int capacity) {
    return new EventJournal(new RevertibleStore<>(events), new RevertibleStore<>(order), capacity);
  }

  private static EventEntry entry(int n) {
    return new EventEntry(
        "e" + n, "rouse.fact.TimePassed", AT, null, null, "", Json.MAPPER.createObjectNode());
  }

  private static List<String> facts(EventJournal journal) {
    List<String> ids = new ArrayList<>();
    journal.forEachFact((platform, fact) -> ids.add(fact.id()));
    return ids;
  }

  @Test
  @DisplayName(
      "holds the newest after the number of those kept was lowered, and after it was raised")
  void anotherCapacity() {
    EventJournal ten = journal(10);
    for (int n = 0; n < 25; n++) {
      ten.add("ias", entry(n));
    }
    EventJournal three = journal(3);
    assertThat(facts(three)).hasSize(10).startsWith("e15").endsWith("e24");
    three.add("ias", entry(25));
    assertThat(facts(three)).containsExactly("e23", "e24", "e25");
    EventJournal twenty = journal(20);
    for (int n = 26; n < 50; n++) {
      twenty.add("ias", entry(n));
    }
    assertThat(facts(twenty)).hasSize(20).startsWith("e30").endsWith("e49");
    assertThat(order.approximateNumEntries()).isEqualTo(20);
    assertThat(events.approximateNumEntries()).isEqualTo(20);
  }

  @Test
  @DisplayName("takes over what an earlier version kept at numbers modulo the number of those kept")
  void earlierLayout() {
    for (int n = 7; n < 12; n++) {
      events.put("e" + n, entry(n));
      order.put("ias/" + n % 6, new Place(n, "e" + n, AT));
    }
    EventJournal journal = journal(5);
    assertThat(facts(journal)).containsExactly("e7", "e8", "e9", "e10", "e11");
    journal.add("ias", entry(12));
    assertThat(facts(journal)).containsExactly("e8", "e9", "e10", "e11", "e12");
    assertThat(order.approximateNumEntries()).isEqualTo(5);
  }
}
