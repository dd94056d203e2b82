package rouse.streams.action.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.streams.action.ActionDriver;

class AlertRulesTest {
  private static final Instant NOON = ActionDriver.NOON;
  private static final AlertRules RULES =
      new AlertRules(Duration.ofSeconds(30), Duration.ofHours(4));

  /** What people were told, as time goes by second by second. */
  private static final class Day {
    private AlertBook book = AlertBook.EMPTY;
    private Instant now = NOON;
    private final List<AlertRules.Message> told = new ArrayList<>();

    Day raise(String subject) {
      Alert alert =
          new Alert("quarantine", subject, "t", List.of("a@x.org"), "c-" + now, null, null, null);
      book = RULES.raised(book, alert, now);
      return this;
    }

    Day resolve(String subject) {
      book = RULES.resolved(book, "quarantine", subject, "fine", "r-" + now, now);
      return this;
    }

    Day pass(Duration time) {
      Instant end = now.plus(time);
      while (now.isBefore(end)) {
        now = book.due() != null && book.due().isBefore(end) ? book.due() : end;
        if (book.due() != null && !book.due().isAfter(now)) {
          AlertRules.Told next = RULES.due(book, now);
          book = next.book();
          next.message().ifPresent(told::add);
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
    boolean open = false;
    for (AlertRules.Message message : day.told) {
      assertThat(message.alerts()).isNotEmpty();
      assertThat(!message.resolved() || open).isTrue();
      open = !message.resolved();
    }
    assertThat(open).isFalse();
  }
}
