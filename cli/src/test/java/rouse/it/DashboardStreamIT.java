package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** What a real streams app does seldom: it breaks the stream of events, or is not there. */
@DisplayName("The dashboard while its connection breaks")
class DashboardStreamIT {
  private static PlayedDashboard played;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    played = new PlayedDashboard(40);
    browser = Browser.start();
    browser.size(1400, 900);
    browser.open(played.url());
    soon().until(() -> browser.all("#instances tbody tr").size() == 40);
    soon().until(() -> played.followers() == 1);
  }

  @AfterAll
  static void stop() {
    browser.close();
    played.close();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
  }

  /** The numbers of the events in the log, the oldest first. */
  private static List<String> logged() {
    return browser
        .text("#log")
        .lines()
        .map(line -> line.replaceAll(".*number ", ""))
        .toList()
        .reversed();
  }

  @Test
  @DisplayName("R1 R46 a module has its curves without a scale, workers have their servers")
  void curves() throws Exception {
    browser.click("tr[data-key='shop/module-7/1']");
    soon().until(() -> browser.all("#detail-history figure").size() == 2);
    assertThat(browser.text("#detail-history"))
        .contains("Processor of module-7", "Memory of module-7");
    assertThat(browser.one("#detail-history svg").getAttribute("aria-label"))
        .matches("Processor of module-7 in the last hour, [0-9.]+ % now");
    assertThat(browser.one("#detail-history path.line").getAttribute("d").split("M"))
        .as("a time in which nobody measured is a gap")
        .hasSize(3);
    browser.picture("curves");
    browser.press(Keys.ESCAPE);
    assertThat(browser.all("#servers li")).hasSize(4);
    assertThat(browser.text("#servers")).contains("module-1_3", "DRAIN", "1 session, 1 queued");
  }

  @Test
  @DisplayName("R1 goes on after the last event it saw: none is missing and none comes twice")
  void resumes() throws Exception {
    int first = browser.text("#log").isEmpty() ? 0 : logged().size();
    for (int i = 1; i <= 3; i++) {
      played.event("Note", "number " + i);
    }
    soon().until(() -> logged().size() == first + 3);
    played.cut();
    for (int i = 4; i <= 6; i++) {
      played.event("Note", "number " + i);
    }
    soon().until(() -> logged().size() >= first + 6);
    played.goAway();
    soon().until(() -> browser.text("#stale").startsWith("not current since"));
    browser.picture("stale");
    for (int i = 7; i <= 9; i++) {
      played.event("Note", "number " + i);
    }
    played.comeBack();
    soon().until(() -> logged().size() >= first + 9);
    played.event("Note", "number 10");
    soon().until(() -> logged().contains("10"));
    assertThat(logged().subList(first, logged().size()))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 10).mapToObj(String::valueOf).toList());
    soon().until(() -> browser.text("#stale").isEmpty());
  }
}
