package rouse.executor.balance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.topic.WorkerAnnouncement.Worker;

/** A real HAProxy process before two HTTP servers at addresses of this machine. */
@DisplayName("A real HAProxy")
class RealHaproxyIT {
  private static final String ONE = "127.0.0.2";
  private static final String TWO = "127.0.0.3";
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  @TempDir private Path folder;
  private final List<HttpServer> servers = new ArrayList<>();
  private Process haproxy;
  private int port;
  private int workers;
  private BackendReconciler backend;

  @BeforeEach
  void start() throws IOException {
    port = freePort();
    workers = freePort();
    servers.add(server(ONE));
    servers.add(server(TWO));
    Path socket = folder.resolve("api");
    Path config = folder.resolve("haproxy.cfg");
    Files.writeString(
        config,
        """
        global
          stats socket %s level admin
        defaults
          mode http
          timeout connect 2s
          timeout client 10s
          timeout server 10s
          retries 3
          option redispatch
        frontend clients
          bind 127.0.0.1:%d
          default_backend workers
        backend workers
          balance roundrobin
        """
            .formatted(socket, port));
    haproxy =
        new ProcessBuilder("haproxy", "-db", "-f", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    backend =
        new BackendReconciler(
            new HaproxyBackend(
                new HaproxySocket(() -> HaproxySocket.path(socket.toString())), "workers"),
            "node");
    await().until(() -> Files.exists(socket));
  }

  @AfterEach
  void stop() {
    haproxy.destroy();
    haproxy.onExit().join();
    servers.forEach(server -> server.stop(0));
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  private HttpServer server(String address) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(address, workers), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = address.getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private void announce(String first, String second) throws IOException {
    backend.announced(
        List.of(
            new Worker("node_1", first, workers, "ready"),
            new Worker("node_2", second, workers, "ready")));
    backend.reconcile();
  }

  private String ask() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private Map<String, Integer> askOften() throws IOException, InterruptedException {
    Map<String, Integer> answers = new TreeMap<>();
    for (int i = 0; i < 20; i++) {
      answers.merge(ask(), 1, Integer::sum);
    }
    return answers;
  }

  @Test
  @DisplayName("R46 two workers whose addresses were swapped by recovery: each has its new one")
  void swapped() throws Exception {
    announce(ONE, TWO);
    assertThat(askOften()).containsOnlyKeys(ONE, TWO);
    announce(TWO, ONE);
    assertThat(askOften()).containsOnlyKeys(ONE, TWO);
    backend.drain("node_2", ONE);
    backend.reconcile();
    assertThat(askOften()).as("the second is where the first was").containsOnlyKeys(TWO);
  }

  @Test
  @DisplayName("R46 a worker that fails leaves at once by HAProxy's checks, and no request with it")
  void failsItsChecks() throws Exception {
    announce(ONE, TWO);
    assertThat(askOften()).containsOnlyKeys(ONE, TWO);
    servers.removeLast().stop(0);
    // Each of them is answered; a request whose connection is refused goes to the other worker.
    assertThat(askOften()).containsOnlyKeys(ONE);
    servers.add(server(TWO));
    await().until(() -> askOften().containsKey(TWO));
  }
}
