package rouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import rouse.contracts.event.Json;
import rouse.contracts.status.IncidentView;
import rouse.contracts.status.ModuleUsage;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.PlatformStatus.HostStatus;
import rouse.contracts.status.PlatformStatus.InstanceStatus;
import rouse.contracts.status.PlatformStatus.ModuleStatus;
import rouse.contracts.status.PlatformStatus.ObserverStatus;
import rouse.contracts.status.PlatformStatus.ScalingStatus;
import rouse.contracts.status.Platforms;
import rouse.contracts.status.ServerStatus;
import rouse.streams.http.PageRoutes;

/**
 * The real page with a platform that a test or a benchmark plays: as large as it likes, and with a
 * stream of events that it can cut.
 */
public final class PlayedDashboard implements AutoCloseable {
  public static final String NAME = "shop";
  private static final Instant START = Instant.now();
  private static final int BARS = 32;
  private static final int BEATS = 4;
  private final Map<String, String> observed = new ConcurrentHashMap<>();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final Set<HttpExchange> followers = ConcurrentHashMap.newKeySet();
  private final List<IncidentView> incidents = new CopyOnWriteArrayList<>();
  private final List<String> past = new CopyOnWriteArrayList<>();
  private final int count;
  private final int port;
  private HttpServer server;

  /**
   * @param count instances
   */
  public PlayedDashboard(int count) throws IOException {
    this.count = count;
    this.server = serve(0);
    this.port = server.getAddress().getPort();
  }

  private HttpServer serve(int at) throws IOException {
    HttpServer made =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
    made.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    made.createContext("/", this::answer);
    made.start();
    return made;
  }

  public String url() {
    return "http://127.0.0.1:" + port + "/#" + NAME;
  }

  /** What is seen of an instance from now on, with the event that says so. */
  public void observe(int number, String state) {
    observed.put(instance(number), state);
    event("ContainerDied", instance(number) + " is " + state);
  }

  /** An event that the page is told at once. */
  public synchronized void event(String type, String summary) {
    int id = events.size() + 1;
    String body =
        "{\"platform\":\"%s\",\"id\":\"e%d\",\"at\":\"%s\",\"type\":\"rouse.fact.%s\",\"summary\":\"%s\",\"body\":{}}"
            .formatted(NAME, id, Instant.now(), type, summary);
    events.add("id: " + id + "-0\nevent: fact\ndata: " + body + "\n\n");
    followers.forEach(follower -> write(follower, events.getLast()));
  }

  /** One of an hour ago or less, for the curves. */
  public void past(String json) {
    past.add("id: 0-0\nevent: fact\ndata: " + json + "\n\n");
  }

  public void incident(IncidentView incident) {
    incidents.add(incident);
  }

  /** Breaks every stream, as a proxy or a restart does. */
  public synchronized void cut() {
    followers.forEach(HttpExchange::close);
    followers.clear();
  }

  /** How many follow now. */
  public int followers() {
    return followers.size();
  }

  /** Nobody answers until {@link #comeBack}. */
  public synchronized void goAway() {
    cut();
    server.stop(0);
  }

  public synchronized void comeBack() throws IOException {
    server = serve(port);
  }

  public static String instance(int number) {
    return NAME + "/" + module(number) + "/1";
  }

  private static String module(int number) {
    return "module-" + number;
  }

  /** Modules in layers of twenty, each needing one of the layer before. */
  private PlatformStatus status() {
    Instant now = Instant.now();
    List<ModuleStatus> modules =
        IntStream.range(0, count).mapToObj(number -> module(number, now)).toList();
    boolean well = observed.values().stream().allMatch("alive"::equals);
    List<String> attention =
        IntStream.range(0, count)
            .mapToObj(PlayedDashboard::instance)
            .filter(id -> !observed.getOrDefault(id, "alive").equals("alive"))
            .map(id -> id + " is " + observed.get(id) + ": exit code 137")
            .toList();
    return new PlatformStatus(
        NAME,
        well ? "alive" : "degraded",
        new ObserverStatus("watching", now),
        now,
        modules,
        attention,
        List.of(new HostStatus("host-a", "alive", now), new HostStatus("host-b", "alive", now)),
        List.of());
  }

  private ModuleStatus module(int number, Instant now) {
    String seen = observed.getOrDefault(instance(number), "alive");
    boolean well = seen.equals("alive");
    String incident = well ? null : NAME + ".module-" + number + ".1.1";
    InstanceStatus one =
        new InstanceStatus(
            instance(number),
            "running",
            seen,
            well,
            START,
            3,
            "0123456789abcdef",
            "172.18.0." + number % 250,
            now.minusMillis(100 + number % 900),
            incident,
            well ? null : "exit code 137");
    String needed = module(Math.max(0, number - 20));
    List<String> needs = number < 20 ? List.of() : List.of(needed);
    boolean worker = number == 1;
    ScalingStatus scaling =
        worker
            ? new ScalingStatus(
                "load 0.53 of 0.7 over 3 workers",
                "2 -> 3: load 0.91 of 0.7",
                START,
                2,
                6,
                null,
                "load",
                0.53,
                0.7,
                3,
                3)
            : null;
    return new ModuleStatus(
        module(number),
        worker ? "worker" : "module",
        1,
        well ? 1 : 0,
        number % 3 == 0 ? "docker" : "self",
        needs,
        List.of(one),
        null,
        scaling,
        number % 2 == 0 ? needs : List.of());
  }

  private static List<ServerStatus> servers() {
    return IntStream.rangeClosed(1, 4)
        .mapToObj(
            number ->
                new ServerStatus(
                    "host-a",
                    "balancer",
                    module(1) + "_" + number,
                    "172.18.0." + number + ":5000",
                    List.of("UP", "UP", "DRAIN", "DOWN 1/2").get(number - 1),
                    4 - number,
                    number % 2,
                    Instant.now()))
        .toList();
  }

  /** An hour with a gap of ten minutes, in waves. */
  private static ModuleUsage usage() {
    Instant now = Instant.now();
    List<ModuleUsage.Point> points =
        IntStream.range(0, 120)
            .filter(step -> step < 50 || step > 70)
            .mapToObj(
                step ->
                    new ModuleUsage.Point(
                        now.minusSeconds(30L * (119 - step)),
                        1,
                        0.2 + 0.15 * Math.sin(step / 9.0),
                        90_000_000L + 400_000L * step,
                        256_000_000L))
            .toList();
    return new ModuleUsage(NAME, module(1), now.minusSeconds(3600), now, points);
  }

  private Map<String, Object> beats() {
    long window = Duration.between(START, Instant.now()).toSeconds() / 2;
    Map<String, Object> signs = new HashMap<>();
    for (int number = 0; number < count; number++) {
      List<Integer> bars = new ArrayList<>();
      for (int i = 0; i < BARS; i++) {
        bars.add((int) ((window + i + number) % (BEATS + 1)));
      }
      signs.put(
          instance(number), Map.of("lastHeard", Instant.now(), "incarnation", 3, "bars", bars));
    }
    return Map.of("signs", signs, "partitions", Map.of(), "missing", List.of());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String platform = "/api/platforms/" + NAME;
    if (path.equals("/api/events")) {
      follow(exchange);
    } else if (path.equals("/api/platforms")) {
      json(exchange, new Platforms(List.of(status()), List.of()));
    } else if (path.equals(platform + "/beats")) {
      json(exchange, beats());
    } else if (path.equals(platform + "/servers")) {
      json(exchange, servers());
    } else if (path.endsWith("/usage")) {
      json(exchange, usage());
    } else if (path.equals(platform + "/incidents")) {
      json(exchange, incidents);
    } else if (path.startsWith("/api/incidents/")) {
      json(exchange, incidents.getFirst());
    } else if (path.startsWith("/api/why-not/")) {
      json(
          exchange,
          Map.of(
              "summary", "It waits 8 s before the next attempt.",
              "holds", List.of(Map.of("kind", "backoff", "text", "It waits 8 s.")),
              "conditions", List.of()));
    } else if (path.startsWith("/api/why/")) {
      json(exchange, Map.of("story", List.of(), "chain", List.of(), "complete", true));
    } else {
      page(exchange, path.equals("/") ? "/dashboard.html" : path);
    }
  }

  private static void page(HttpExchange exchange, String path) throws IOException {
    try (var in = PageRoutes.class.getResourceAsStream(path.substring(1))) {
      String type =
          path.endsWith(".js")
              ? "text/javascript"
              : path.endsWith(".css") ? "text/css" : "text/html";
      send(exchange, in == null ? 404 : 200, type, in == null ? new byte[0] : in.readAllBytes());
    }
  }

  private static void json(HttpExchange exchange, Object value) throws IOException {
    send(exchange, 200, "application/json", Json.MAPPER.writeValueAsBytes(value));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private synchronized void follow(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    if (query.contains("since=")) {
      past.forEach(event -> write(exchange, event));
      write(exchange, "id: 0-0\nevent: current\ndata: {}\n\n");
      return;
    }
    String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
    if (last == null && query.contains("after=")) {
      last = query.substring(query.indexOf("after=") + "after=".length());
    }
    int from = last == null ? events.size() : Integer.parseInt(last.split("-")[0]);
    write(exchange, "id: " + from + "-0\nevent: following\ndata: {}\n\n");
    events.subList(from, events.size()).forEach(event -> write(exchange, event));
    followers.add(exchange);
  }

  private void write(HttpExchange follower, String text) {
    try {
      OutputStream out = follower.getResponseBody();
      out.write(text.getBytes(UTF_8));
      out.flush();
    } catch (IOException gone) {
      followers.remove(follower);
    }
  }

  @Override
  public void close() {
    goAway();
  }
}
