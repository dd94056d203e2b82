package rouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.streams.StreamsApp;

@DisplayName("The dashboard in a real browser")
class DashboardIT {
  private static final String MARKUP = "<img src=x onerror=\"window.hit=1\"><script>hit=1</script>";
  private static final String TOKEN = "let-me";
  private static TestCluster cluster;
  private static StreamsApp app;
  private static PlayedPlatform shop;
  private static Browser browser;
  private static String page;

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.start();
    cluster = TestCluster.start();
    app = new StreamsApp(cluster.settings("http.token", TOKEN));
    app.start();
    Api api = new Api(app.httpPort());
    page = api.url("/");
    soon().until(api::isReady);
    shop = new PlayedPlatform("shop", cluster);
    shop.say(new Fact.PlatformDeclared(shopSpec(), shop.host()));
    shop.obey("db");
    shop.obey("cart");
    shop.beats("stranger", 0);
    soon().until(() -> api.json("/api/platforms/shop").path("phase").asText().equals("alive"));
  }

  private static PlatformSpec shopSpec() {
    return new PlatformSpec(
        "shop", List.of(module("db"), module("cart", Dependency.on("db"))), List.of());
  }

  private static ModuleSpec module(String name, Dependency... dependsOn) {
    return new ModuleSpec(
        name,
        ModuleSpec.Kind.MODULE,
        null,
        1,
        new HeartbeatPolicy(
            HeartbeatPolicy.Source.SELF, Duration.ofSeconds(6), Duration.ofSeconds(60)),
        null,
        List.of(dependsOn),
        null,
        ModuleSpec.Supervisor.DECIDER,
        "v1",
        false,
        false,
        null);
  }

  @AfterAll
  static void stop() {
    browser.close();
    shop.close();
    app.close();
    cluster.close();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(100));
  }

  @BeforeEach
  void open() {
    browser.size(1280, 900);
    browser.scheme("light");
    browser.open(page + "#shop");
    soon().until(() -> row("cart").contains("alive") && row("db").contains("alive"));
  }

  @AfterEach
  void noComplaints() {
    // That a call without the token was refused is said by the browser too; and a browser drops its
    // connections when another test makes a network on this machine, from which the page recovers.
    assertThat(browser.complaints())
        .allMatch(
            line -> line.contains("status of 401") || line.endsWith("net::ERR_NETWORK_CHANGED"));
    assertThat(browser.run("return window.hit")).isNull();
  }

  private static String row(String module) {
    return browser.text("tr[data-key='shop/" + module + "/1']");
  }

  @Test
  @DisplayName("R1 a module that falls silent is shown so without a reload, and when it is back")
  void silenceIsShown() throws Exception {
    browser.run("window.keptPage = 'once'");
    browser.run("window.keptRow = document.querySelector(\"tr[data-key='shop/stranger/1']\")");
    soon().until(() -> row("stranger").contains("alive"));
    shop.fallsSilent("stranger");
    soon().until(() -> row("stranger").contains("silent"));
    assertThat(browser.text("#phase")).endsWith("alive");
    shop.beats("stranger", 0);
    soon().until(() -> row("stranger").contains("alive"));
    assertThat(browser.run("return window.keptPage")).isEqualTo("once");
    assertThat(browser.run("return window.keptRow.isConnected"))
        .as("the row is the same element, so that no click is lost")
        .isEqualTo(true);
    assertThat(browser.all("tr[data-key='shop/stranger/1'] .bars .heard[d^=M]")).isNotEmpty();
    browser.picture("light");
  }

  @Test
  @DisplayName("R1 an incident is listed while it is open, and opens its chain of causes")
  void incident() throws Exception {
    shop.fallsSilent("cart");
    soon().until(() -> browser.text("#phase").contains("degraded"));
    soon().until(() -> row("cart").contains("shop.cart."));
    assertThat(browser.text("#attention")).contains("shop/cart/1");
    browser.picture("degraded");
    shop.obey("cart");
    soon().until(() -> browser.text("#incidents li").contains("recovered"));
    browser.click("#incidents li");
    soon().until(() -> browser.text("#detail").contains("IncidentClosed"));
    assertThat(browser.text("#detail"))
        .containsSubsequence("InstanceSilent", "IncidentOpened", "CommandIssued", "IncidentClosed");
    browser.picture("incident");
  }

  @Test
  @DisplayName("R1 J and K walk through rows and incidents, Enter says why, Escape closes it")
  void keyboard() {
    browser.press("j");
    String first = selected();
    browser.press("j");
    String second = selected();
    browser.press("k");
    assertThat(first).isEqualTo("shop/db/1");
    assertThat(second).isEqualTo("shop/cart/1");
    assertThat(selected()).isEqualTo(first);
    browser.press("k");
    assertThat(selected()).as("the first row is the end").isEqualTo(first);
    browser.press(Keys.ENTER);
    soon().until(() -> browser.text("#detail-title").equals("Why shop/db/1"));
    soon().until(() -> !browser.all("#detail ol li").isEmpty());
    browser.press(Keys.ESCAPE);
    assertThat(browser.one("#detail").isDisplayed()).isFalse();
    assertThat(focused()).as("back where it was opened from").isEqualTo(first);
  }

  private static String selected() {
    List<WebElement> chosen = browser.all("[aria-selected=true]");
    assertThat(chosen).hasSize(1);
    assertThat(focused()).isEqualTo(chosen.getFirst().getAttribute("data-key"));
    return focused();
  }

  private static String focused() {
    return String.valueOf(browser.run("return document.activeElement.dataset.key"));
  }

  @Test
  @DisplayName("R1 what a module or an operator wrote is text, never markup")
  void markupIsText() {
    try (var producer = cluster.producer()) {
      producer.send(
          new ProducerRecord<>(
              "HeartBeat", ("{\"module\":\"<script>hit=1</script>\",\"ts\":1}").getBytes(UTF_8)));
    }
    shop.fallsSilent("cart");
    shop.fail("cart", "the image says " + MARKUP);
    soon().until(() -> row("cart").contains(MARKUP));
    shop.say(new Fact.HoldRequested("shop", "stranger", "ana", MARKUP));
    soon().until(() -> browser.text("#log").contains(MARKUP));
    browser.click("tr[data-key='shop/cart/1']");
    soon().until(() -> browser.text("#detail ol").contains(MARKUP));
    assertThat(browser.all("main img, main script")).isEmpty();
    shop.obey("cart");
    soon().until(() -> row("cart").contains("alive"));
  }

  @Test
  @DisplayName("R1 dark when the person likes it dark")
  void dark() throws Exception {
    assertThat(brightness()).isGreaterThan(200);
    browser.scheme("dark");
    assertThat(brightness()).isLessThan(60);
    browser.picture("dark");
  }

  private static long brightness() {
    return (Long)
        browser.run(
            "return Math.max(...getComputedStyle(document.body)"
                + ".backgroundColor.match(/\\d+/g).slice(0, 3).map(Number))");
  }

  @Test
  @DisplayName("R1 on a telephone nothing has to be moved sideways")
  void narrow() throws Exception {
    browser.size(360, 740);
    browser.click("tr[data-key='shop/cart/1']");
    soon().until(() -> browser.one("#detail").isDisplayed());
    assertThat(browser.run("return window.innerWidth")).isEqualTo(360L);
    assertThat(browser.run("return document.documentElement.scrollWidth"))
        .isEqualTo(browser.run("return document.documentElement.clientWidth"));
    assertThat(row("cart")).contains("alive");
    browser.picture("narrow");
  }

  @Test
  @DisplayName("R1 another platform is chosen by the address, and an unknown one is not shown")
  void address() {
    browser.run("location.hash = 'nowhere'");
    soon().until(() -> browser.text("#empty").contains("nowhere"));
    browser.run("location.hash = 'shop'");
    soon().until(() -> row("db").contains("alive"));
  }

  @Test
  @DisplayName("R1 one sentence says how it is, first of all")
  void sentence() {
    soon().until(() -> browser.text("#sentence").startsWith("All is well: 3 instances are alive"));
    shop.fallsSilent("cart");
    soon().until(() -> browser.text("#sentence").startsWith("cart/1 is silent"));
    shop.obey("cart");
    soon().until(() -> browser.text("#sentence").startsWith("All is well"));
  }

  @Test
  @DisplayName("R1 the graph has what others need at the left, and opens the same story")
  void graph() throws Exception {
    browser.press("g");
    assertThat(browser.all("#graph .node")).hasSize(3);
    assertThat(browser.all("#graph .edge")).hasSize(1);
    assertThat(left("db")).isLessThan(left("cart"));
    assertThat(browser.one("#instances").isDisplayed()).isFalse();
    browser.picture("graph");
    browser.click("#graph .node[data-module=cart]");
    soon().until(() -> browser.text("#detail-facts").contains("Needs\ndb"));
    browser.press(Keys.ESCAPE);
    browser.press("g");
    assertThat(browser.one("#instances").isDisplayed()).isTrue();
  }

  private static int left(String module) {
    return browser.one("#graph .node[data-module=" + module + "]").getRect().getX();
  }

  @Test
  @DisplayName("R1 rows are searched and filtered by their state")
  void search() {
    browser.press("/");
    browser.press("cart");
    assertThat(shownRows()).containsExactly("shop/cart/1");
    browser.press(Keys.ESCAPE);
    browser.run("document.getElementById('search').value = ''");
    browser.press("/");
    browser.press("no such thing");
    assertThat(browser.text("#nothing-found")).startsWith("Nothing here is like that");
    browser.click("#show-all");
    soon().until(() -> shownRows().size() == 3);
    browser.click("#states [data-only=alive]");
    assertThat(shownRows()).hasSize(3);
    browser.click("#states [data-only=alive]");
  }

  private static List<String> shownRows() {
    return browser.all("#instances tbody tr:not([hidden])").stream()
        .map(row -> row.getAttribute("data-key"))
        .toList();
  }

  @Test
  @DisplayName("R1 an action says what it will do, is refused without the token and done with it")
  void action() throws Exception {
    browser.click("tr[data-key='shop/cart/1']");
    soon().until(() -> !browser.all("#detail-actions [data-verb=hold]").isEmpty());
    browser.click("#detail-actions [data-verb=hold]");
    assertThat(browser.text("#action-effect")).contains("does not restart it");
    browser.picture("action");
    browser.click("#action-do");
    soon().until(() -> browser.text("#action-answer").contains("Authorization"));
    assertThat(row("cart")).doesNotContain("held");
    browser.one("#action-token input").sendKeys(TOKEN);
    browser.click("#action-do");
    soon().until(() -> row("cart").contains("held"));
    soon().until(() -> !browser.all("#detail-actions [data-verb=release]").isEmpty());
    browser.click("#detail-actions [data-verb=release]");
    browser.click("#action-do");
    soon().until(() -> !row("cart").contains("held"));
  }

  @Test
  @DisplayName("R1 the address of an incident opens it")
  void permalink() {
    shop.fallsSilent("cart");
    soon().until(() -> row("cart").contains("shop.cart."));
    shop.obey("cart");
    soon().until(() -> row("cart").contains("alive"));
    browser.click("#incidents li");
    soon().until(() -> browser.text("#detail").contains("IncidentOpened"));
    String address = String.valueOf(browser.run("return location.href"));
    assertThat(address).contains("#shop/incident/");
    browser.open(address);
    soon().until(() -> browser.text("#detail").contains("IncidentOpened"));
    assertThat(browser.text("#detail-facts")).contains("Outcome");
    browser.press(Keys.ESCAPE);
    assertThat(browser.run("return location.hash")).isEqualTo("#shop");
  }

  @Test
  @DisplayName("R1 axe finds nothing serious, light or dark, in table, graph and detail")
  void accessible() throws Exception {
    for (String scheme : List.of("light", "dark")) {
      browser.scheme(scheme);
      browser.click("tr[data-key='shop/cart/1']");
      soon().until(() -> browser.one("#detail").isDisplayed());
      assertThat(browser.accessibilityFaults()).as(scheme).isEmpty();
      browser.press("g");
      assertThat(browser.accessibilityFaults()).as(scheme + ", graph").isEmpty();
      browser.press("g");
    }
  }
}
