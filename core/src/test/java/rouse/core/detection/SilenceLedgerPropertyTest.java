package rouse.core.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;

/** Whatever stands in the log, the ledger finds what looking at everybody at every tick finds. */
class SilenceLedgerPropertyTest {
  private static final List<String> KEYS =
      List.of("ias/a/1", "ias/a/2", "ias/b/1", "other/c/1", "other/d/1");
  private static final List<Long> TIMEOUTS = List.of(300L, 1000L, 3000L, 3100L);

  /** One record of the log, {@code after} ms later than the one before. */
  private record Step(String kind, int after, String key, int incarnation, int number) {}

  @Property(tries = 3000)
  @Label("R21 R22 the ledger accuses whom a naive model accuses, at the same tick, and nobody else")
  void findsWhatTheNaiveModelFinds(@ForAll("logs") List<Step> steps) {
    Log log = new Log(false);
    NaiveLedger naive = new NaiveLedger();
    for (Step step : steps) {
      log.now += step.after();
      apply(step, log, naive);
      assertThat(log.witness.takeInShort())
          .as("after %s", step)
          .containsExactlyInAnyOrderElementsOf(naive.take());
    }
    assertThat(log.witness.ids).doesNotHaveDuplicates();
  }

  private static void apply(Step step, Log log, NaiveLedger naive) {
    switch (step.kind()) {
      case "tick" -> {
        log.tick();
        naive.tick(true, log.now);
      }
      case "foreign tick" -> {
        log.foreignTick();
        naive.tick(false, log.now);
      }
      case "watch" -> {
        long timeout = TIMEOUTS.get(step.number() % TIMEOUTS.size());
        log.watch(step.key(), step.incarnation(), timeout, 2 * timeout);
        naive.watch(step.key(), step.incarnation(), timeout, 2 * timeout, log.now);
      }
      case "unwatch" -> {
        log.unwatch(step.key(), step.incarnation());
        naive.unwatch(step.key(), step.incarnation(), log.now);
      }
      case "mark" -> {
        log.mark("route " + step.number() % 2);
        naive.mark("route " + step.number() % 2, null, null, log.now);
      }
      case "late mark" -> {
        String route = "route " + step.number() % 2;
        long lag = 400L * step.incarnation();
        Long fresh = step.key().equals(KEYS.getFirst()) ? Log.START + 3000L * step.number() : null;
        log.mark(new Mark(route, log.now - lag, fresh));
        naive.mark(route, lag, fresh, log.now);
      }
      default -> {
        String route = step.kind().equals("beat") ? null : "route " + step.number() % 2;
        log.beat(step.key(), Beat.of(step.incarnation(), step.number()), route);
        naive.beat(step.key(), step.incarnation(), step.number(), route, log.now);
      }
    }
  }

  @Provide
  Arbitrary<List<Step>> logs() {
    Arbitrary<String> kinds =
        Arbitraries.frequency(
            Tuple.of(10, "tick"),
            Tuple.of(1, "foreign tick"),
            Tuple.of(2, "watch"),
            Tuple.of(1, "unwatch"),
            Tuple.of(3, "mark"),
            Tuple.of(2, "late mark"),
            Tuple.of(5, "carried beat"),
            Tuple.of(7, "beat"));
    Arbitrary<Integer> steps =
        Arbitraries.frequency(
            Tuple.of(60, 50),
            Tuple.of(60, 100),
            Tuple.of(30, 0),
            Tuple.of(10, 399),
            Tuple.of(4, 1000),
            Tuple.of(1, 1001),
            Tuple.of(1, 20_000),
            Tuple.of(1, -500));
    return Combinators.combine(
            kinds,
            steps,
            Arbitraries.of(KEYS),
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(1, 4))
        .as(Step::new)
        .list()
        .ofMinSize(20)
        .ofMaxSize(150);
  }
}
