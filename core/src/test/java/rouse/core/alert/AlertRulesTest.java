package rouse.core.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.core.step.Alerts;

class AlertRulesTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final AlertRules RULES =
      new AlertRules(Duration.ofSeconds(30), Duration.ofHours(4), true);

  /** What people were told, as time goes by second by second. */
  private static final class Day {
    private AlertBook book = AlertBook.EMPTY;
    private Instant now = NOON;
    private final List<AlertRules.Message> told = new ArrayList<>();

    Day raise(String subject) {
      return raise("quarantine", subject, null, null);
    }

    Day down(String subject) {
      return raise(Alerts.DOWN, subject, "incident-of-" + subject, null);
    }

    Day raise(String kind, String subject, String incident, String inhibitor) {
      Alert alert =
          Alert.raised(kind, subject, "t", List.of("a@x.org"), "c-" + subject + now, incident)
              .inhibitedBy(inhibitor);
      book = RULES.raised(book, alert, now);
      return this;
    }

    Day resolve(String subject) {
      return resolve("quarantine", subject);
    }

    Day resolve(String kind, String subject) {
      book = RULES.resolved(book, kind, subject, "fine", "r-" + subject + now, now);
      return this;
    }

    Day pass(Duration time) {
      Instant end = now.plus(time);
      while (now.isBefore(end)) {
        now = book.due() != null && book.due().isBefore(end) ? book.due() : end;
        if (book.due() != null && !book.due().isAfter(now)) {
          AlertRules.Told next = RULES.due(book, now);
          book = next.book();
          told.addAll(next.messages());
        }
      }
      return this;
    }
  }

  @Test
  @DisplayName("R8 fifty alerts are one message, and all resolved is one more")
  void gathers() {
    Day day = new Day();
    for (int i = 0; i < 50; i++) {
      day.raise("m" + i).pass(Duration.ofMillis(100));
    }
    day.pass(Duration.ofMinutes(10));
    assertThat(day.told).singleElement().satisfies(m -> assertThat(m.alerts()).hasSize(50));

    for (int i = 0; i < 50; i++) {
      day.resolve("m" + i).pass(Duration.ofSeconds(5));
    }
    day.pass(Duration.ofMinutes(10));
    assertThat(day.told).hasSize(2);
    assertThat(day.told.getLast().resolved()).isTrue();
    assertThat(day.told.getLast().alerts()).hasSize(50);
    assertThat(day.book).isEqualTo(AlertBook.EMPTY);
  }

  @Test
  @DisplayName("R8 resolved before the group wait says nothing")
  void staysSilentWhenItPasses() {
    Day day = new Day().raise("m").pass(Duration.ofSeconds(29)).resolve("m");
    day.pass(Duration.ofHours(1));
    assertThat(day.told).isEmpty();
    assertThat(day.book).isEqualTo(AlertBook.EMPTY);
  }

  @Test
  @DisplayName(
      "R8 what lasts is not repeated within 4 h, and is after that when it is raised again")
  void repeatsRarely() {
    Day day = new Day();
    for (int i = 0; i < 24; i++) {
      day.raise("m").pass(Duration.ofMinutes(10));
    }
    assertThat(day.told).hasSize(1);
    day.pass(Duration.ofMinutes(10)).raise("m").pass(Duration.ofMinutes(1));
    assertThat(day.told).hasSize(2).noneMatch(AlertRules.Message::resolved);
  }

  @Test
  @DisplayName("R8 what flaps while others last is told once")
  void staysCalmWhenOneFlaps() {
    Day day = new Day().raise("a").raise("b").pass(Duration.ofMinutes(1));
    for (int i = 0; i < 20; i++) {
      day.resolve("a").pass(Duration.ofMinutes(1)).raise("a").pass(Duration.ofMinutes(1));
    }
    assertThat(day.told).hasSize(1);
  }

  @Property
  @Label(
      "R8 whatever comes, no one hears of an end whose beginning was not told, and no end is lost")
  void tellsEndsOfWhatWasTold(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 8) Integer> steps) {
    Day day = new Day();
    for (int step : steps) {
      switch (step) {
        case 0, 1, 2 -> day.raise("m" + step);
        case 3, 4, 5 -> day.resolve("m" + (step - 3));
        default -> day.pass(Duration.ofSeconds(20L * (step - 5)));
      }
    }
    for (int i = 0; i < 3; i++) {
      day.resolve("m" + i);
    }
    day.pass(Duration.ofMinutes(5));

    assertThat(day.book).isEqualTo(AlertBook.EMPTY);
    Set<String> open = new HashSet<>();
    for (AlertRules.Message message : day.told) {
      assertThat(message.alerts()).isNotEmpty();
      if (message.resolved()) {
        assertThat(open.remove(message.group())).isTrue();
      } else {
        open.add(message.group());
      }
    }
    assertThat(open).isEmpty();
  }

  @Test
  @DisplayName("R8 an incident is one message when it lasts, and one when it is over, of one group")
  void incident() {
    Day day = new Day().down("m").pass(Duration.ofMinutes(1));
    day.resolve(Alerts.DOWN, "m").pass(Duration.ofMinutes(1));
    assertThat(day.told).extracting(AlertRules.Message::resolved).containsExactly(false, true);
    assertThat(day.told)
        .extracting(AlertRules.Message::group)
        .containsOnly("incident-of-m")
        .hasSize(2);
  }

  @Test
  @DisplayName("R8 an incident that was over before its message is one message, and ends no other")
  void briefIncident() {
    Day day = new Day().down("lasts").pass(Duration.ofMinutes(1));
    day.down("m").pass(Duration.ofSeconds(5)).resolve(Alerts.DOWN, "m");
    day.pass(Duration.ofMinutes(1));
    assertThat(day.told).hasSize(2);
    assertThat(day.told.getLast().resolved()).isTrue();
    assertThat(day.told.getLast().alerts())
        .singleElement()
        .satisfies(a -> assertThat(a.causes()).hasSize(2));
    assertThat(day.book.alerts()).hasSize(1);
  }

  @Test
  @DisplayName("R8 the end of one incident is told while another lasts")
  void endsOneByOne() {
    Day day = new Day().down("a").pass(Duration.ofMinutes(1)).down("b").pass(Duration.ofMinutes(1));
    day.resolve(Alerts.DOWN, "b").pass(Duration.ofMinutes(1));
    assertThat(day.told).hasSize(3);
    assertThat(day.told.getLast().group()).isEqualTo("incident-of-b");
    assertThat(day.told.getLast().resolved()).isTrue();
  }

  @Test
  @DisplayName("R8 the quarantine of an incident has its group, and both have one end")
  void escalates() {
    Day day = new Day().down("m").pass(Duration.ofMinutes(1));
    day.raise("quarantine", "m", "incident-of-m", null).pass(Duration.ofMinutes(1));
    day.resolve("quarantine", "m").resolve(Alerts.DOWN, "m").pass(Duration.ofMinutes(1));
    assertThat(day.told)
        .extracting(AlertRules.Message::resolved)
        .containsExactly(false, false, true);
    assertThat(day.told).extracting(AlertRules.Message::group).containsOnly("incident-of-m");
    assertThat(day.told.getLast().alerts()).hasSize(2);
    assertThat(day.book).isEqualTo(AlertBook.EMPTY);
  }

  @Test
  @DisplayName("R8 what depends on what is down is told of only if it lasts longer")
  void inhibits() {
    Day day =
        new Day()
            .down("db")
            .raise(Alerts.DOWN, "app", "i", "db")
            .raise(Alerts.DOWN, "web", "j", "db");
    day.pass(Duration.ofMinutes(1)).resolve(Alerts.DOWN, "web").pass(Duration.ofMinutes(1));
    assertThat(day.told).singleElement().satisfies(m -> assertThat(m.alerts()).hasSize(1));
    day.resolve(Alerts.DOWN, "db").pass(Duration.ofMinutes(1));
    assertThat(day.told).hasSize(3);
    assertThat(day.told)
        .anySatisfy(m -> assertThat(m.alerts().getFirst().subject()).isEqualTo("app"));
    assertThat(day.told)
        .noneSatisfy(m -> assertThat(m.alerts().getFirst().subject()).isEqualTo("web"));
  }
}
