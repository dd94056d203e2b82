package rouse.example.kit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A module of the example platform: serves its ports and can be told to fail.
 *
 * <p>Every port serves {@code GET /} (who this is) and what the module adds. For the example only,
 * because nobody would want them in earnest, there are also {@code POST /hang}, {@code /crash},
 * {@code /stop-beating} and {@code /resume}.
 */
public final class PlatformModule {
  private static final int THREADS = 4;

  private final Self self = Self.from(System.getenv());
  private final Life life = new Life();
  private final Instant started = Instant.now();
  private final Map<String, Route> routes = new ConcurrentSkipListMap<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  /** What a path answers, as something that can be written as JSON. */
  @FunctionalInterface
  public interface Route {
    Object answer(HttpExchange exchange) throws Exception;
  }

  /** Serves at once; routes can be added at any time. */
  public PlatformModule(int... ports) {
    get("/", exchange -> whoItIs(exchange.getLocalAddress().getPort()));
    post("/hang", exchange -> Map.of("status", life.hang()));
    post("/crash", exchange -> Map.of("status", life.crash()));
    post("/stop-beating", exchange -> Map.of("status", life.stopBeating()));
    post("/resume", exchange -> Map.of("status", life.resume()));
    for (int port : ports) {
      serve(port);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(life::pass));
    say("incarnation " + self.incarnation() + " serves " + Arrays.toString(ports));
  }

  public PlatformModule get(String path, Route route) {
    routes.put("GET " + path, route);
    return this;
  }

  public PlatformModule post(String path, Route route) {
    routes.put("POST " + path, route);
    return this;
  }

  public Self self() {
    return self;
  }

  Life life() {
    return life;
  }

  /** One line to the container's log. */
  public void say(String message) {
    System.out.println(Instant.now() + " " + self.instance() + " " + message);
  }

  private void serve(int port) {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
      server.createContext("/", this::handle);
      // The server's only dispatching thread comes by here: when it hangs, everything does.
      server.setExecutor(
          task -> {
            life.pass();
            threads.execute(task);
          });
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port + " cannot be served: " + e.getMessage(), e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    String wanted = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    Route route = routes.get(wanted);
    try (exchange) {
      if (route == null) {
        answer(
            exchange,
            404,
            Map.of("error", "no " + wanted, "there are", List.copyOf(routes.keySet())));
        return;
      }
      Object body;
      try {
        body = route.answer(exchange);
      } catch (Exception e) {
        answer(exchange, 500, Map.of("error", String.valueOf(e.getMessage())));
        return;
      }
      answer(exchange, 200, body);
    }
  }

  private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] bytes = Json.bytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private Map<String, Object> whoItIs(int port) {
    Map<String, Object> who = new LinkedHashMap<>();
    who.put("module", self.module());
    who.put("instance", self.instance());
    who.put("incarnation", self.incarnation());
    who.put("port", port);
    who.put("beating", life.beating());
    who.put("up_seconds", Duration.between(started, Instant.now()).toSeconds());
    who.put("paths", List.copyOf(routes.keySet()));
    return who;
  }
}
