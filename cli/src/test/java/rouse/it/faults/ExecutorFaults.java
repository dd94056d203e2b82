package rouse.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Container;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact;
import rouse.it.Hang;
import rouse.it.boot.Host;
import rouse.it.boot.Stage;
import rouse.it.faults.RecoveryVerifier.Injected;

/** An executor is frozen, replaced and thawed. Run by {@code scripts/faults}. */
@DisplayName("Real faults of executors")
class ExecutorFaults {
  private static final int ALL = 4;
  private static final String SERVICES =
      """
      one: { image: BEATER, deploy: { replicas: 2 }, x-rouse: { kind: worker } }
      two: { image: BEATER, deploy: { replicas: 2 }, x-rouse: { kind: worker } }
      """;
  private final List<Injected> injected = new ArrayList<>();

  @Test
  @DisplayName(
      "frozen, replaced, thawed: one container each, one outcome each, and one of them ends")
  void frozen() throws Exception {
    try (Stage stage = new Stage("frozen", SERVICES);
        Host first = host(stage, "first");
        Host second = host(stage, "second")) {
      first.start();
      awaitAlive(stage);
      List<String> before = ids(stage);
      Hang.begin(first.pid());
      for (String module : List.of("one", "two")) {
        String victim = stage.platform().engine().running(stage.name(), module).getFirst().getId();
        injected.add(new Injected(victim, true));
        stage.platform().engine().crash(victim);
      }
      // Nobody beats for these while their executor is frozen.
      before.stream()
          .filter(id -> injected.stream().noneMatch(i -> i.containerId().equals(id)))
          .forEach(id -> injected.add(new Injected(id, false)));
      Observers.soon().until(() -> !stage.log().facts(Fact.HostSilent.class).isEmpty());
      second.start();
      Observers.soon().until(() -> survivors(stage, before) == ALL - 2 && ids(stage).size() == ALL);
      Hang.end(first.pid());
      // Both look at the broker's group: the later one goes.
      Observers.soon().until(() -> first.isRunning() != second.isRunning());
      awaitAlive(stage);
      Observers.soon().untilAsserted(() -> assertThat(complaints(stage)).isEmpty());
      assertThat(ids(stage)).hasSize(ALL);
      assertThat(survivors(stage, before)).isEqualTo(ALL - 2);
      LogAudit.check("executor", stage.cluster().bootstrap());
      Measured.say("executor", "the one that ends: " + lastWords(first) + lastWords(second));
    }
  }

  private static Host host(Stage stage, String place) {
    return new Host(
        stage.platform().file(),
        stage.cluster().folder(place),
        "host=one",
        "kafka=" + stage.cluster().bootstrap());
  }

  private List<String> complaints(Stage stage) {
    return RecoveryVerifier.complaints(stage.log().facts(), stage.log().commands(), injected);
  }

  private static List<String> ids(Stage stage) {
    return stage.platform().engine().containers(stage.name()).stream()
        .filter(c -> "running".equals(c.getState()))
        .map(Container::getId)
        .toList();
  }

  private static long survivors(Stage stage, List<String> before) {
    return ids(stage).stream().filter(before::contains).count();
  }

  private static void awaitAlive(Stage stage) {
    Observers.soon()
        .until(
            () ->
                stage.status().modules().stream()
                        .flatMap(m -> m.instances().stream())
                        .filter(i -> i.observed().equals("alive") && i.incident() == null)
                        .count()
                    == ALL);
  }

  private static String lastWords(Host host) {
    return host.said().lines().filter(l -> l.startsWith("error:")).findFirst().orElse("");
  }
}
