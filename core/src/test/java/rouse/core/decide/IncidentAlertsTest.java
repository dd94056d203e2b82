package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Decision;
import rouse.core.state.DecisionRecord;

class IncidentAlertsTest {
  private final Scenario scenario = new Scenario();

  private <D extends Decision> List<D> last(Class<D> type) {
    return scenario.last().stream()
        .map(DecisionRecord::body)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  private void bringUp() {
    scenario.declare(platform(self("app"))).bringUp(id("app")).pass(Duration.ofHours(1));
  }

  @Test
  @DisplayName("R8 an incident raises one alert: what, since when, why, and what is done next")
  void raises() {
    bringUp();
    scenario.died(id("app"), 137);
    DecisionRecord opened =
        scenario.last().stream()
            .filter(d -> d.body() instanceof Decision.IncidentOpened)
            .findFirst()
            .orElseThrow();
    DecisionRecord raised = scenario.last().getLast();
    assertThat(raised.causationId()).isEqualTo(opened.id());
    assertThat(raised.correlationId())
        .isEqualTo(((Decision.IncidentOpened) opened.body()).incidentId());
    Decision.AlertRaised alert = (Decision.AlertRaised) raised.body();
    assertThat(alert.subject()).isEqualTo("ias/app/1");
    assertThat(alert.text()).startsWith("ias/app/1 died at 20").contains("137");
    assertThat(alert.next()).isEqualTo("Rouse starts it now, attempt 1.");
    assertThat(alert.inhibitedBy()).isNull();
  }

  @Test
  @DisplayName("R8 an incident that is over resolves its alert: how, since when, after how long")
  void resolves() {
    bringUp();
    scenario.died(id("app"), 137).bringUp(id("app"));
    assertThat(last(Decision.AlertResolved.class))
        .singleElement()
        .satisfies(a -> assertThat(a.text()).contains("is back since 20", "1 attempt"));
  }

  @Test
  @DisplayName("R8 the log of the incarnation that failed belongs to its alert, that of others not")
  void explains() {
    bringUp();
    long incarnation = scenario.instance("app").seen().incarnation();
    scenario
        .died(id("app"), 1)
        .fact(Scenario.evidence(id("app"), incarnation, "starting\nno such table\n"));
    assertThat(last(Decision.AlertExplained.class))
        .singleElement()
        .satisfies(a -> assertThat(a.log()).isEqualTo("starting\nno such table"));
    assertThat(scenario.fact(Scenario.evidence(id("app"), incarnation + 1, "other")).decisions())
        .isEmpty();
    assertThat(scenario.fact(Scenario.evidence(id("app"), incarnation, " ")).decisions()).isEmpty();
  }

  @Test
  @DisplayName("R8 what depends on what is down says so, so that nobody is told of it first")
  void inhibited() {
    scenario
        .declare(platform(self("db"), self("app").after("db")))
        .bringUp(id("db"))
        .bringUp(id("app"))
        .pass(Duration.ofHours(1));
    scenario.died(id("db"), 1).died(id("app"), 1);
    assertThat(last(Decision.AlertRaised.class))
        .singleElement()
        .satisfies(a -> assertThat(a.inhibitedBy()).isEqualTo("ias/db/1"))
        .satisfies(a -> assertThat(a.next()).startsWith("Rouse acts later: it waits for db"));
  }
}
