package rouse.core.detection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class InstanceTableTest {
  private InstanceRows rows = new InstanceRows();
  private InstanceTable table = new InstanceTable(rows);

  private static byte[] key(int number) {
    return ("ias/m/" + number).getBytes(UTF_8);
  }

  private WatchedInstance add(byte[] key) {
    WatchedInstance pulse = new WatchedInstance(key, null, null);
    rows.add(pulse);
    table.add(pulse);
    return pulse;
  }

  private void remove(WatchedInstance pulse) {
    table.remove(pulse);
    rows.remove(pulse);
  }

  @Property(tries = 300)
  @Label("a key that is there is taken out, one that is not is put in: as in any other map")
  void isAMap(@ForAll @Size(max = 2000) List<@IntRange(max = 300) Integer> keys) {
    rows = new InstanceRows();
    table = new InstanceTable(rows);
    Map<Integer, WatchedInstance> expected = new HashMap<>();
    int most = 0;
    for (int number : keys) {
      WatchedInstance there = table.find(key(number));
      assertThat(there).isSameAs(expected.get(number));
      if (there == null) {
        expected.put(number, add(key(number)));
      } else {
        remove(there);
        expected.remove(number);
      }
      most = Math.max(most, expected.size());
    }
    List<WatchedInstance> all = new ArrayList<>();
    rows.forEach(all::add);
    assertThat(all).containsExactlyInAnyOrderElementsOf(expected.values());
    assertThat(rows.size()).isEqualTo(expected.size());
    assertThat(all).as("rows are given out again").allMatch(there(most));
  }

  private Predicate<WatchedInstance> there(int most) {
    return pulse -> pulse.row >= 1 && pulse.row <= most && rows.at(pulse.row) == pulse;
  }

  @Test
  void keysWithTheSameHashAreToldApart() {
    byte[] one = "Aa".getBytes(UTF_8);
    byte[] other = "BB".getBytes(UTF_8);
    assertThat(Arrays.hashCode(one)).isEqualTo(Arrays.hashCode(other));
    WatchedInstance pulse = add(one);
    assertThat(table.find(other)).isNull();
    WatchedInstance second = add(other);
    assertThat(table.find(one)).isSameAs(pulse);
    assertThat(table.find(other)).isSameAs(second);
    remove(pulse);
    assertThat(table.find(one)).isNull();
    assertThat(table.find(other)).isSameAs(second);
  }

  @Test
  void anotherThreadFindsWhoIsThereWhileTheTableGrowsAndRowsChangeHands() {
    WatchedInstance stays = add(key(0));
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 1; i <= 200_000; i++) {
                add(key(i));
                if (i % 3 != 0) {
                  remove(table.find(key(i)));
                }
              }
            });
    int number = 1;
    while (!writer.isDone()) {
      assertThat(table.find(key(0))).isSameAs(stays);
      WatchedInstance other = table.find(key(number));
      assertThat(other == null || other.name().equals("ias/m/" + number)).isTrue();
      number = number % 1000 + 1;
    }
    writer.join();
    assertThat(rows.size()).isEqualTo(1 + 200_000 / 3);
  }
}
