package rouse.streams.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.HOST;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.docker;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.IncidentView;

class JournalTest {
  private static long size(KeyValueStore<String, ?> store) {
    long count = 0;
    try (var all = store.all()) {
      for (; all.hasNext(); all.next()) {
        count++;
      }
    }
    return count;
  }

  private static Fact hold(int n) {
    return n % 2 == 0
        ? new Fact.HoldRequested("ias", "app", "ops", null)
        : new Fact.ReleaseRequested("ias", "app", "ops");
  }

  @Test
  @DisplayName("R20 of many events the newest are kept, and none of their places is left behind")
  void boundedByCount() {
    DecideSettings settings = new DecideSettings(20, 500, Duration.ofDays(30));
    try (DecideDriver driver = new DecideDriver(settings)) {
      for (int n = 0; n < 100; n++) {
        driver.fact("f" + n, hold(n));
      }
      assertThat(size(driver.store(DecideStores.EVENTS))).isEqualTo(20);
      assertThat(size(driver.store(DecideStores.ORDER))).isEqualTo(20);
      assertThat(driver.stores().event("f99")).isPresent();
      assertThat(driver.stores().event("f50")).isEmpty();
      assertThat(driver.stores().why("f99").orElseThrow().complete()).isTrue();
      assertThat(driver.stores().why("nothing such")).isEmpty();
    }
  }

  @Test
  @DisplayName("R20 events older than the retention go, some at a time")
  void boundedByAge() {
    DecideSettings settings = new DecideSettings(10_000, 500, Duration.ofHours(1));
    try (DecideDriver driver = new DecideDriver(settings)) {
      for (int n = 0; n < 150; n++) {
        driver.fact("f" + n, hold(n));
      }
      long before = size(driver.store(DecideStores.EVENTS));
      assertThat(before).isGreaterThan(200);
      driver.pass(Duration.ofHours(1).plusMinutes(1));
      driver.pass(Duration.ofMinutes(2));
      driver.pass(Duration.ofMinutes(2));
      assertThat(size(driver.store(DecideStores.EVENTS))).isZero();
      assertThat(size(driver.store(DecideStores.ORDER))).isZero();
      driver.fact("new", hold(0));
      assertThat(driver.stores().event("new")).isPresent();
    }
  }

  @Test
  @DisplayName("R20 of many incidents the newest are kept, the newest first")
  void incidents() {
    DecideSettings settings = new DecideSettings(10_000, 5, Duration.ofDays(30));
    try (DecideDriver driver = new DecideDriver(settings)) {
      driver.fact("declared", new Fact.PlatformDeclared(platform(self("app")), HOST));
      for (int n = 1; n <= 9; n++) {
        driver.fact(
            "started" + n,
            new Fact.ContainerStarted(id("app"), n, "c" + n, null, "v1", null, HOST));
        driver.fact(
            "heard" + n,
            new Fact.InstanceHeard(
                id("app"), n, driver.now(), 3, false, false, Duration.ofSeconds(3)));
        driver.pass(Duration.ofMinutes(10));
        driver.fact("died" + n, new Fact.ContainerDied(id("app"), n, "c" + n, 1, false, HOST));
      }
      assertThat(driver.stores().incidents("ias", 100)).hasSize(5);
      assertThat(driver.stores().incidents("ias", 100))
          .isSortedAccordingTo(java.util.Comparator.comparing(IncidentView::openedAt).reversed());
      assertThat(driver.stores().incidents("ias", 2)).hasSize(2);
      assertThat(driver.stores().incidents("other", 2)).isEmpty();
    }
  }

  @Test
  @DisplayName("R20 R38 an incident that goes on is open again, with all that was before")
  void reopened() {
    try (DecideDriver driver = new DecideDriver(DecideSettings.defaults())) {
      driver.fact("declared", new Fact.PlatformDeclared(platform(self("app")), HOST));
      runs(driver, id("app"), 1);
      driver.fact("died1", new Fact.ContainerDied(id("app"), 1, "app1", 1, false, HOST));
      runs(driver, id("app"), 2);
      IncidentView closed = driver.stores().incidents("ias", 9).getFirst();
      assertThat(closed.outcome()).isEqualTo("recovered");

      driver.fact("died2", new Fact.ContainerDied(id("app"), 2, "app2", 1, false, HOST));
      assertThat(driver.stores().incidents("ias", 9)).hasSize(1);
      IncidentView open = driver.stores().incidents("ias", 9).getFirst();
      assertThat(open.incidentId()).isEqualTo(closed.incidentId());
      assertThat(open.closedAt()).isNull();
      assertThat(open.outcome()).isNull();
      assertThat(open.timeline()).containsAll(closed.timeline());
      assertThat(open.timeline())
          .extracting(IncidentView.Entry::id)
          .containsSubsequence("died1", "died2", "died2#1");
    }
  }

  @Test
  @DisplayName("R20 why an instance is as it is: what was last done about it, incident or not")
  void whyInstance() {
    try (DecideDriver driver =
        new DecideDriver(new DecideSettings(500, 500, Duration.ofDays(30)))) {
      driver.fact(
          "declared",
          new Fact.PlatformDeclared(platform(self("db"), self("app").following("db")), HOST));
      assertThat(ids(driver, "ias/db/1")).last().isEqualTo("declared");
      runs(driver, id("db"), 1);
      runs(driver, id("app"), 1);
      driver.fact("died", new Fact.ContainerDied(id("db"), 1, "db1", 1, false, HOST));
      runs(driver, id("db"), 2);

      IncidentView incident = driver.stores().incidents("ias", 5).getFirst();
      assertThat(incident.attempts()).as("what follows is none of its own").isEqualTo(1);
      assertThat(ids(driver, "ias/db/1")).contains("died").doesNotContain("declared");
      assertThat(ids(driver, "ias/app/1")).containsExactly("proof-db2#3", "proof-db2");

      driver.fact("wish", new Fact.RestartRequested("ias", "db", "ops", null));
      assertThat(ids(driver, "ias/db/1")).containsExactly("wish#1", "wish");
      assertThat(driver.stores().why("ias/nobody/1")).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "R20 R38 why a module of the control plane was restarted that its executor looks after")
  void whyOfTheControlPlane() {
    try (DecideDriver driver = new DecideDriver(DecideSettings.defaults())) {
      driver.fact(
          "declared",
          new Fact.PlatformDeclared(platform(docker("kafka").supervisedByExecutor()), HOST));
      driver.fact("wish", new Fact.RestartRequested("ias", "kafka", "ops", "new-disk"));
      Command replace = new Command.Replace(id("kafka"), 2, null, driver.now());
      Decision issued = new Decision.CommandIssued("replace/2", replace, null, 1, "ops want it");
      driver.fact("reported", Fact.DecisionReported.of(HOST, "local#1", "wish", "wish", issued));
      assertThat(ids(driver, "ias/kafka/1")).containsExactly("local#1", "wish");
    }
  }

  private static List<String> ids(DecideDriver driver, String asked) {
    var chain = driver.stores().why(asked).orElseThrow();
    assertThat(chain.complete()).isTrue();
    return chain.chain().stream().map(IncidentView.Entry::id).toList();
  }

  /** It runs, and proves that it is alive. */
  private static void runs(DecideDriver driver, InstanceId id, long incarnation) {
    String container = id.module() + incarnation;
    driver.fact(
        "started-" + container,
        new Fact.ContainerStarted(id, incarnation, container, null, "v1", null, HOST));
    driver.fact(
        "proof-" + container,
        new Fact.InstanceHeard(
            id, incarnation, driver.now(), 3, false, false, Duration.ofSeconds(3)));
  }

  @Test
  @DisplayName("of a long reason a summary keeps the beginning, so that a timeline stays small")
  void longReason() {
    try (DecideDriver driver = new DecideDriver(new DecideSettings(20, 500, Duration.ofDays(30)))) {
      driver.fact("long", new Fact.HoldRequested("ias", "app", "ops", "x".repeat(100_000)));

      assertThat(driver.stores().event("long").orElseThrow().summary())
          .hasSize(2_001)
          .endsWith("…");
    }
  }
}
