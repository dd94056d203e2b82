package rouse.streams.liveness.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PulseTableTest {

  @Property(tries = 300)
  @Label("a key that is there is taken out, one that is not is put in: as in any other map")
  void isAMap(@ForAll @Size(max = 2000) List<@IntRange(max = 300) Integer> keys) {
    PulseTable table = new PulseTable();
    Map<Integer, Pulse> expected = new HashMap<>();
    for (int number : keys) {
      byte[] key = ("ias/m/" + number).getBytes(UTF_8);
      Pulse there = table.find(key);
      assertThat(there).isSameAs(expected.get(number));
      if (there == null) {
        Pulse pulse = new Pulse(key.clone(), PulseTable.hashOf(key), null);
        table.add(pulse);
        expected.put(number, pulse);
      } else {
        table.remove(there);
        expected.remove(number);
      }
    }
    Set<Pulse> all = new HashSet<>();
    table.forEach(all::add);
    assertThat(all).isEqualTo(Set.copyOf(expected.values()));
    assertThat(table.size()).isEqualTo(expected.size());
  }
}
