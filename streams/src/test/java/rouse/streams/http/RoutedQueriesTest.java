package rouse.streams.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.settings.SettingsReader;
import rouse.contracts.status.Missing;
import rouse.http.Guard;
import rouse.streams.query.LivenessQueries;
import rouse.streams.query.LivenessShare;
import rouse.streams.query.LivenessShare.Sign;
import rouse.streams.query.LivenessShare.Watch;
import rouse.streams.query.NotReady;
import rouse.streams.query.Owners;
import rouse.streams.query.Peers;
import rouse.streams.query.PlatformQueries;
import rouse.streams.query.Standbys;

@DisplayName("Two instances of the streams app")
class RoutedQueriesTest {
  private static final int PARTITIONS = 2;
  private static final Instant EARLY = Instant.parse("2026-01-31T09:05:00Z");
  private static final Instant LATE = EARLY.plusSeconds(5);
  private final Map<String, String> owners = new HashMap<>();
  private final Map<String, Set<Integer>> instances = new TreeMap<>();
  private final KnownPlatform shop = new KnownPlatform("shop");
  private final KnownPlatform bank = new KnownPlatform("bank");
  private final Map<String, Set<Integer>> copies = new TreeMap<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private HttpListener shopOwner;
  private HttpListener bankOwner;

  /** Who owns what, as both instances see it. */
  private final class Table implements Owners {
    private String self;

    @Override
    public String self() {
      return self;
    }

    @Override
    public String ownerOf(String key) {
      if (!owners.containsKey(key)) {
        throw new NotReady("settling");
      }
      return owners.get(key);
    }

    @Override
    public int partitionOf(String key) {
      return key.equals("bank") ? 1 : 0;
    }

    @Override
    public int partitions() {
      return PARTITIONS;
    }

    @Override
    public Map<String, Set<Integer>> standbys() {
      return copies;
    }

    @Override
    public Map<String, Set<Integer>> all() {
      if (instances.isEmpty()) {
        throw new NotReady("settling");
      }
      return instances;
    }
  }

  @BeforeEach
  void start() {
    shopOwner =
        listen(
            shop,
            new LivenessShare(
                Map.of("shop/cart/1", new Sign(EARLY, 2, List.of(1))),
                Map.of(0, new Watch("watching", LATE))));
    bankOwner =
        listen(
            bank,
            new LivenessShare(
                Map.of("shop/cart/1", new Sign(LATE, 2, List.of(1, 2))),
                Map.of(1, new Watch("blind", EARLY))));
    owners.put("shop", address(shopOwner));
    owners.put("bank", address(bankOwner));
    instances.put(address(shopOwner), Set.of(0));
    instances.put(address(bankOwner), Set.of(1));
  }

  private HttpListener listen(KnownPlatform own, LivenessShare share) {
    Table table = new Table();
    Peers peers = new Peers(SettingsReader.read(Map.of(), Map.of(), Map.of(), file -> ""));
    LivenessQueries liveness = new LivenessQueries(platform -> share, table, peers);
    Standbys others =
        new Standbys(new KnownPlatform("shop"), table, peers, partition -> Optional.of(7L));
    var group = new PlatformQueries(own, table, peers, liveness, others);
    HttpListener listener =
        new HttpListener(
            "test",
            "127.0.0.1",
            0,
            new Guard(Optional.empty(), "127.0.0.1"),
            List.of(new PlatformRoutes(group, own, others), new LivenessRoutes(liveness)));
    table.self = address(listener);
    open.add(listener);
    open.add(peers);
    return listener;
  }

  private static String address(HttpListener listener) {
    return "127.0.0.1:" + listener.port();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable part : open) {
      part.close();
    }
  }

  @Test
  @DisplayName("R20 each answers for the platform of the other, with what both heard")
  void eachAnswersForTheOther() throws Exception {
    for (HttpListener asked : List.of(shopOwner, bankOwner)) {
      var answer = new Client(asked).get("/api/platforms/shop");

      assertThat(answer.statusCode()).isEqualTo(200);
      var status = Client.json(answer);
      assertThat(status.get("platform").textValue()).isEqualTo("shop");
      assertThat(status.at("/modules/0/instances/0/lastHeard").textValue())
          .isEqualTo(LATE.toString());
      assertThat(status.at("/observer/state").textValue()).isEqualTo("blind");
      assertThat(status.at("/observer/lastTick").textValue()).isEqualTo(EARLY.toString());
      assertThat(status.get("at").textValue()).isEqualTo(LATE.toString());
    }
  }

  @Test
  @DisplayName("R20 each lists the platforms of both")
  void allPlatforms() throws Exception {
    for (HttpListener asked : List.of(shopOwner, bankOwner)) {
      assertThat(Client.json(new Client(asked).get("/api/platforms")).findValuesAsText("platform"))
          .containsExactly("bank", "shop");
    }
  }

  @Test
  @DisplayName("each finds incidents and causes that the other remembers")
  void incidentsAndCauses() throws Exception {
    Client client = new Client(bankOwner);

    assertThat(client.get("/api/incidents/" + shop.incidentId()).statusCode()).isEqualTo(200);
    assertThat(client.get("/api/why/" + shop.commandId()).statusCode()).isEqualTo(200);
    assertThat(client.get("/api/why/fact-1%232").statusCode()).isEqualTo(200);
    assertThat(Client.json(client.get("/api/platforms/shop/incidents"))).hasSize(1);
    assertThat(client.get("/api/why/none").statusCode()).isEqualTo(404);
  }

  @Test
  @DisplayName("a question that was passed on is not passed on again")
  void noLoops() throws Exception {
    assertThat(new Client(bankOwner).get("/api/platforms/shop", Peers.FORWARDED, "1").statusCode())
        .isEqualTo(404);
  }

  @Test
  @DisplayName("an owner that is away makes the answer about what it alone knows a 503, not a 404")
  void ownerAway() throws Exception {
    shopOwner.close();
    Client client = new Client(bankOwner);

    assertThat(client.get("/api/platforms/shop").statusCode()).isEqualTo(503);
    assertThat(client.get("/api/platforms/unsettled").statusCode()).isEqualTo(503);
    assertThat(client.get("/api/why/unheard-of").statusCode()).isEqualTo(503);
    assertThat(client.get("/api/platforms/bank").statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName("an owner that is away is named in the list, beside the platforms of the others")
  void listWithoutOneOwner() throws Exception {
    shopOwner.close();

    var answer = new Client(bankOwner).get("/api/platforms");

    assertThat(answer.statusCode()).isEqualTo(200);
    var list = Client.json(answer);
    assertThat(list.get("platforms").findValuesAsText("platform")).containsExactly("bank");
    String reason = "the owner at " + owners.get("shop") + " does not answer";
    assertThat(Client.read(list.get("missing"), Missing.class))
        .containsExactly(new Missing(Missing.PLATFORMS, owners.get("shop"), List.of(0), reason));
    assertThat(Client.read(list.at("/platforms/0/missing"), Missing.class))
        .containsExactly(new Missing(Missing.BEATS, owners.get("shop"), List.of(0), reason));
  }

  @Test
  @DisplayName("an owner that says that it is not ready is named with its reason")
  void listWithoutOneThatRestores() throws Exception {
    shop.restores();

    var list = Client.json(new Client(bankOwner).get("/api/platforms"));

    assertThat(list.get("platforms").findValuesAsText("platform")).containsExactly("bank");
    assertThat(list.at("/missing/0/reason").textValue()).contains("503", "shop is being restored");
  }

  @Test
  @DisplayName("partitions that nobody owns are named in the list")
  void listWithoutAnOwner() throws Exception {
    instances.remove(owners.get("shop"));

    var list = Client.json(new Client(bankOwner).get("/api/platforms"));

    assertThat(list.get("platforms").findValuesAsText("platform")).containsExactly("bank");
    assertThat(Client.read(list.get("missing"), Missing.class))
        .containsExactly(
            new Missing(
                Missing.PLATFORMS, null, List.of(0), "no streams app is known to own them"));
  }

  @Test
  @DisplayName("there is no list and there are no beats when nobody can say anything")
  void nobodyAtAll() throws Exception {
    shop.restores();
    bank.restores();
    Client client = new Client(bankOwner);
    assertThat(client.get("/api/platforms").statusCode()).isEqualTo(503);
    assertThat(Client.json(client.get("/api/platforms")).get("detail").textValue())
        .contains("shop is being restored", "bank is being restored");

    instances.clear();
    assertThat(client.get("/api/platforms").statusCode()).isEqualTo(503);
    assertThat(client.get("/api/platforms/bank/beats").statusCode()).isEqualTo(503);
  }

  @Test
  @DisplayName("what the other remembers is found while this one is not ready")
  void causesWhileThisRestores() throws Exception {
    bank.restores();
    Client client = new Client(bankOwner);

    assertThat(client.get("/api/why/" + shop.commandId()).statusCode()).isEqualTo(200);
    assertThat(client.get("/api/why/unheard-of").statusCode()).isEqualTo(503);
  }

  @Test
  @DisplayName("an observer that is away is named, and the others tell what they heard")
  void observerAway() throws Exception {
    bankOwner.close();
    Client client = new Client(shopOwner);

    var status = Client.json(client.get("/api/platforms/shop"));
    assertThat(status.at("/modules/0/instances/0/lastHeard").textValue())
        .isEqualTo(EARLY.toString());
    assertThat(Client.read(status.get("missing"), Missing.class))
        .extracting(Missing::part, Missing::owner, Missing::partitions)
        .containsExactly(tuple(Missing.BEATS, owners.get("bank"), List.of(1)));
    assertThat(Client.json(client.get("/api/platforms/shop/beats")).at("/missing")).hasSize(1);
  }

  @Test
  @DisplayName("while an owner is away a copy answers, wherever it is, and says how old it is")
  void fromCopies() throws Exception {
    KnownPlatform third = new KnownPlatform("third");
    HttpListener thirdApp = listen(third, new LivenessShare(Map.of(), Map.of()));
    instances.put(address(thirdApp), Set.of());
    String holder = address(bankOwner);
    copies.put(holder, Set.of(0));
    shopOwner.close();
    for (HttpListener asked : List.of(bankOwner, thirdApp)) {
      Client client = new Client(asked);
      var status = client.get("/api/platforms/shop");
      assertThat(status.statusCode()).isEqualTo(200);
      assertThat(status.headers().firstValue(Peers.STALE)).hasValue("from=" + holder + "; lag=7");
      assertThat(Client.read(Client.json(status).get("missing"), Missing.class))
          .filteredOn(missing -> missing.part().equals(Missing.PLATFORMS))
          .extracting(Missing::owner, Missing::partitions, Missing::standby, Missing::lag)
          .containsExactly(tuple(owners.get("shop"), List.of(0), holder, 7L));

      var list = client.get("/api/platforms");
      assertThat(Client.json(list).get("platforms").findValuesAsText("platform"))
          .contains("bank", "shop");
      assertThat(Client.json(list).get("missing").findValuesAsText("standby"))
          .containsExactly(holder);
      for (String path :
          List.of(
              "/api/platforms/shop/incidents",
              "/api/incidents/" + shop.incidentId(),
              "/api/why/" + shop.commandId())) {
        var answer = client.get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertThat(answer.headers().firstValue(Peers.STALE)).as(path).isPresent();
      }
      assertThat(client.get("/api/why/unheard-of").statusCode()).isEqualTo(503);
      assertThat(client.get("/api/platforms/bank").headers().firstValue(Peers.STALE)).isEmpty();
    }
  }
}
