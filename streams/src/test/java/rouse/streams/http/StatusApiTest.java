package rouse.streams.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.event.Fact;
import rouse.contracts.heartbeat.BeatToken;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.settings.Settings;
import rouse.contracts.settings.SettingsReader;
import rouse.contracts.status.Problem;
import rouse.http.Guard;

@DisplayName("The status API")
class StatusApiTest {
  private static final String MODULE = "/api/platforms/shop/modules/cart";
  private static final KnownPlatform SHOP = new KnownPlatform("shop");
  private final Memory inbox = new Memory();
  private final List<HttpListener> listeners = new ArrayList<>();

  /** Keeps what would be written to the log. */
  private static final class Memory implements Inbox {
    final List<String> beats = new ArrayList<>();
    final List<Fact> facts = new ArrayList<>();

    @Override
    public CompletableFuture<Void> beat(InstanceId instance, Beat beat) {
      beats.add(instance + " " + beat.incarnation() + " " + beat.sequence() + " " + beat.status());
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<String> fact(Fact fact) {
      facts.add(fact);
      return CompletableFuture.completedFuture("fact-" + facts.size());
    }
  }

  private Client listen(Optional<String> beatSecret, Optional<String> token, String bind) {
    return listen(beatSecret, new Guard(token, bind));
  }

  private Client listen(Optional<String> beatSecret, Guard guard) {
    HttpListener listener =
        new HttpListener(
            "test",
            "127.0.0.1",
            0,
            guard.withOwnTokensAt(BeatApi.OWN_TOKENS),
            List.of(
                new PlatformRoutes(SHOP, SHOP, SHOP.copies()),
                new BeatApi(inbox, beatSecret),
                new OperatorRoutes(SHOP, inbox),
                new UsageRoutes(SHOP, SHOP, InstantSource.system()),
                new PageRoutes(),
                new ProblemRoutes()));
    listeners.add(listener);
    return new Client(listener);
  }

  private Client open() {
    return listen(Optional.empty(), Optional.empty(), "127.0.0.1");
  }

  @AfterEach
  void close() {
    listeners.forEach(HttpListener::close);
  }

  private static void assertProblem(HttpResponse<String> answer, int status) throws Exception {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue(Problem.MEDIA_TYPE);
    assertThat(Client.json(answer).get("status").intValue()).isEqualTo(status);
    assertThat(Client.json(answer).get("detail").textValue()).isNotBlank();
  }

  @Test
  @DisplayName("shows a platform, its modules, its incidents")
  void shows() throws Exception {
    Client client = open();

    assertThat(Client.json(client.get("/api/platforms")).at("/platforms/0/platform").textValue())
        .isEqualTo("shop");
    assertThat(Client.json(client.get("/api/platforms/shop")).at("/modules/0/module").textValue())
        .isEqualTo("cart");
    assertThat(Client.json(client.get(MODULE)).at("/instances/0/observed").textValue())
        .isEqualTo("alive");
    assertThat(
            Client.json(client.get("/api/platforms/shop/incidents"))
                .at("/0/incidentId")
                .textValue())
        .isEqualTo(SHOP.incidentId());
    assertThat(client.get("/api/incidents/" + SHOP.incidentId()).statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName("R1 R46 shows what a module used, and the servers of load balancers")
  void usage() throws Exception {
    Client client = open();

    JsonNode usage = Client.json(client.get(MODULE + "/usage?hours=24"));
    assertThat(usage.at("/points/0/cpu").doubleValue()).isEqualTo(0.25);
    assertThat(Client.json(client.get("/api/platforms/shop/servers")).at("/0/status").textValue())
        .isEqualTo("UP");
    assertProblem(client.get(MODULE + "/usage?hours=25"), 400);
    assertProblem(client.get("/api/platforms/shop/modules/none/usage"), 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"replace/shop/cart/1/2", "replace%2Fshop%2Fcart%2F1%2F2", "fact-1%232"})
  @DisplayName("takes ids with slashes as they are and encoded")
  void idsWithSlashes(String id) throws Exception {
    assertThat(open().get("/api/why/" + id).statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName("B7 says why nothing is done about an instance, and what is no instance")
  void whyNot() throws Exception {
    var answer = open().get("/api/why-not/shop/cart/1");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Client.json(answer).at("/holds/0/kind").textValue()).isEqualTo("alive");
    assertProblem(open().get("/api/why-not/shop/cart"), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/why-not/shop/none/1",
        "/api/platforms/none",
        "/api/platforms/shop/modules/none",
        "/api/platforms/none/incidents",
        "/api/incidents/none",
        "/api/why/none/at/all",
        "/api/nothing",
        "/nothing"
      })
  @DisplayName("answers 404 as a problem for what does not exist")
  void notFound(String path) throws Exception {
    assertProblem(open().get(path), 404);
  }

  @Test
  @DisplayName("R19 a beat over HTTP, with and without a body, becomes one")
  void beats() throws Exception {
    Client client = open();

    assertThat(client.post(MODULE + "/beat", "").statusCode()).isEqualTo(204);
    assertThat(
            client
                .post(
                    MODULE + "/beat?slot=3",
                    "{\"incarnation\":7,\"sequence\":9,\"status\":0,\"more\":[1]}")
                .statusCode())
        .isEqualTo(204);
    assertThat(client.post(MODULE + "/beat?incarnation=4&sequence=5", "{}").statusCode())
        .isEqualTo(204);

    assertThat(inbox.beats)
        .containsExactly("shop/cart/1 0 -1 1", "shop/cart/3 7 9 0", "shop/cart/1 4 5 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{",
        "null",
        "{\"incarnation\":\"x\"}",
        "{\"incarnation\":-1}",
        "{\"incarnation\":9223372036854775807}",
        "{}{}",
        "{\"sequence\":1.5}"
      })
  @DisplayName("refuses a malformed beat with the reason")
  void malformedBeat(String body) throws Exception {
    assertProblem(open().post(MODULE + "/beat", body), 400);
    assertThat(inbox.beats).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775807", "9007199254740992", "-1", "x"})
  @DisplayName("R22 refuses a beat of an incarnation that there cannot be")
  void impossibleIncarnation(String incarnation) throws Exception {
    assertProblem(open().post(MODULE + "/beat?incarnation=" + incarnation, ""), 400);
    assertThat(inbox.beats).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"?slot=0", "?slot=x", "?slot=99999999999", "?slot=-1"})
  @DisplayName("refuses a slot that is none")
  void malformedSlot(String query) throws Exception {
    assertProblem(open().post(MODULE + "/beat" + query, ""), 400);
  }

  @Test
  @DisplayName("refuses names that are none, and control characters in them")
  void malformedNames() throws Exception {
    assertProblem(open().post("/api/platforms/No%20Name/modules/cart/beat", ""), 400);
    assertProblem(open().post("/api/platforms/shop/modules/a%0Ab/beat", ""), 400);
  }

  @Test
  @DisplayName("refuses a body larger than its limit")
  void tooLarge() throws Exception {
    assertProblem(open().post(MODULE + "/beat", " ".repeat(HttpListener.MAX_BODY + 1)), 413);
  }

  @Test
  @DisplayName("takes beats only with the token of the very instance, once there is a secret")
  void beatTokens() throws Exception {
    Client client = listen(Optional.of("s3cret"), Optional.empty(), "127.0.0.1");
    String own = "Bearer " + BeatToken.of("s3cret", new InstanceId("shop", "cart", 1));

    assertProblem(client.post(MODULE + "/beat", ""), 401);
    assertProblem(client.post(MODULE + "/beat?slot=2", "", "Authorization", own), 403);
    assertThat(client.post(MODULE + "/beat", "", "Authorization", own).statusCode()).isEqualTo(204);
    assertThat(inbox.beats).hasSize(1);
  }

  @Test
  @DisplayName("makes facts of an operator's orders and says their ids")
  void orders() throws Exception {
    Client client = open();

    var restart = client.post(MODULE + "/restart", "{\"by\":\"ana\",\"reason\":\"new keys\"}");
    assertThat(restart.statusCode()).isEqualTo(202);
    assertThat(Client.json(restart).get("id").textValue()).isEqualTo("fact-1");
    assertThat(client.post(MODULE + "/hold", "").statusCode()).isEqualTo(202);
    assertThat(client.post(MODULE + "/hold", "{\"for\":\"30m\"}").statusCode()).isEqualTo(202);
    assertThat(client.post(MODULE + "/release", "{}").statusCode()).isEqualTo(202);
    assertThat(client.post(MODULE + "/scale", "{\"replicas\":3}").statusCode()).isEqualTo(202);

    assertThat(inbox.facts)
        .containsExactly(
            new Fact.RestartRequested("shop", "cart", "ana", "new keys"),
            new Fact.HoldRequested("shop", "cart", "http", null),
            new Fact.HoldRequested("shop", "cart", "http", null, Duration.ofMinutes(30)),
            new Fact.ReleaseRequested("shop", "cart", "http"),
            new Fact.ScaleRequested("shop", "cart", 3, "http"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"replicas\":-1}",
        "{\"replicas\":\"3\"}",
        "{\"replicas\":1001}",
        "{\"replicas\":3,\"for\":\"soon\"}",
        "{\"replicas\":3,\"for\":\"0s\"}",
        "{\"replicas\":3,\"for\":\"99999999999999999999h\"}",
        "[3]",
        "{"
      })
  @DisplayName("refuses a scale without a number of replicas it can mean")
  void malformedScale(String body) throws Exception {
    assertProblem(open().post(MODULE + "/scale", body), 400);
    assertThat(inbox.facts).isEmpty();
  }

  @Test
  @DisplayName("R48 refuses a number of workers that the file does not allow, and says why")
  void scaleOutOfBounds() throws Exception {
    var answer = open().post(MODULE + "/scale", "{\"replicas\":7}");
    assertProblem(answer, 409);
    assertThat(answer.body()).contains("cart is not scaled: it may have 1 to 6 instances, not 7");
    assertThat(inbox.facts).isEmpty();
  }

  @Test
  @DisplayName("refuses orders for what does not exist")
  void ordersForNothing() throws Exception {
    assertProblem(open().post("/api/platforms/none/modules/cart/restart", ""), 404);
    assertProblem(open().post("/api/platforms/shop/modules/none/restart", ""), 404);
    assertProblem(open().get(MODULE + "/restart"), 405);
    assertThat(inbox.facts).isEmpty();
  }

  @Test
  @DisplayName("wants the token for orders once one is set")
  void tokens() throws Exception {
    Client client = listen(Optional.empty(), Optional.of("t0ken"), "127.0.0.1");

    assertProblem(client.post(MODULE + "/restart", ""), 401);
    assertProblem(client.post(MODULE + "/restart", "", "Authorization", "Bearer other"), 403);
    assertThat(client.post(MODULE + "/restart", "", "Authorization", "Bearer t0ken").statusCode())
        .isEqualTo(202);
    assertThat(client.get("/api/platforms").statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName("R50 tokens have names and roles: a viewer looks, an operator's name is in the wish")
  void namedTokens(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("tokens");
    Files.writeString(
        file, "# people\nann operator 0123456789abcdef\nbob viewer fedcba9876543210\n");
    Settings settings =
        SettingsReader.read(
            Map.of("http.tokens", file.toString(), "http.reads", "token"),
            Map.of(),
            Map.of(),
            name -> "");
    Client client =
        listen(Optional.empty(), Guard.at(settings, "127.0.0.1").withReadersOf(settings));
    String ann = "Bearer 0123456789abcdef";
    String bob = "Bearer fedcba9876543210";

    assertProblem(client.get("/api/platforms"), 401);
    assertProblem(client.get("/api/platforms", "Authorization", "Bearer 0123456789abcdeX"), 403);
    assertThat(client.get("/api/platforms", "Authorization", bob).statusCode()).isEqualTo(200);
    String asked = Base64.getEncoder().encodeToString("x:fedcba9876543210".getBytes(UTF_8));
    assertThat(client.get("/api/platforms", "Authorization", "Basic " + asked).statusCode())
        .as("as a browser sends what it asked a person for")
        .isEqualTo(200);
    assertProblem(client.post(MODULE + "/restart", "", "Authorization", bob), 403);
    assertThat(
            client.post(MODULE + "/restart", "{\"by\":\"eve\"}", "Authorization", ann).statusCode())
        .isEqualTo(202);
    assertThat(inbox.facts).containsExactly(new Fact.RestartRequested("shop", "cart", "ann", null));

    Files.writeString(file, "bob operator fedcba9876543210\n");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    assertProblem(client.post(MODULE + "/restart", "", "Authorization", ann), 403);
    assertThat(client.post(MODULE + "/restart", "", "Authorization", bob).statusCode())
        .isEqualTo(202);
  }

  @Test
  @DisplayName("an answer that has not changed is not sent again")
  void etags() throws Exception {
    Client client = open();
    var first = client.get("/api/platforms/shop");
    String tag = first.headers().firstValue("ETag").orElseThrow();
    var second = client.get("/api/platforms/shop", "If-None-Match", tag);
    assertThat(second.statusCode()).isEqualTo(304);
    assertThat(second.body()).isEmpty();
    assertThat(client.get("/api/platforms/shop", "If-None-Match", "\"x\"").statusCode())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("lists come in parts, and say where the next part is")
  void parts() throws Exception {
    Client client = open();
    assertThat(client.get("/api/platforms?limit=1").headers().firstValue("Link")).isEmpty();
    assertThat(Client.json(client.get("/api/platforms?after=shop")).at("/platforms").size())
        .isZero();
    assertProblem(client.get("/api/platforms?after=none"), 400);
    for (String limit : List.of("0", "-1", "1001", "x", "99999999999999999999")) {
      assertProblem(client.get("/api/platforms/shop/incidents?limit=" + limit), 400);
    }
  }

  @Test
  @DisplayName("describes each type of problem at its own address, with a remedy")
  void problemTypes() throws Exception {
    Client client = open();
    for (JsonNode type : Client.json(client.get("/problems"))) {
      var answer = client.get(type.get("type").textValue());
      assertThat(Client.json(answer)).isEqualTo(type);
    }
    var missing = client.get("/api/platforms/none");
    assertThat(Client.json(missing).get("type").textValue()).isEqualTo("/problems/not-found");
    assertThat(Client.json(missing).get("remedy").textValue()).isNotBlank();
  }

  @Test
  @DisplayName("takes no orders at an address that is not loopback while no token is set")
  void notLoopback() throws Exception {
    assertProblem(
        listen(Optional.empty(), Optional.empty(), "0.0.0.0").post(MODULE + "/restart", ""), 403);
  }

  @Test
  @DisplayName("takes no orders from pages of other sites")
  void foreignPages() throws Exception {
    assertProblem(
        open().post(MODULE + "/restart", "", "Origin", "http://elsewhere.example.org"), 403);
    assertThat(inbox.facts).isEmpty();
  }

  @Test
  @DisplayName("serves a dashboard that needs nothing from elsewhere")
  void dashboard() throws Exception {
    var page = open().get("/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(page.body()).doesNotContain("http://", "https://", "//cdn");
    assertThat(page.body()).contains("src=\"dashboard.js\" type=\"module\"");
    for (String script : List.of("/elements.js", "/graph.js", "/actions.js", "/dashboard.js")) {
      var answer = open().get(script);
      assertThat(answer.statusCode()).as(script).isEqualTo(200);
      assertThat(answer.body().replace("'http://www.w3.org/2000/svg'", ""))
          .as(script)
          .doesNotContain("http://", "https://");
    }
  }
}
