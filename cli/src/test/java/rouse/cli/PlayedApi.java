package rouse.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import rouse.contracts.event.Json;
import rouse.contracts.status.Problem;

/** A status API that says what a test has it say, and the command that asks it. */
public final class PlayedApi implements AutoCloseable {
  private final HttpServer server;

  public PlayedApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  /** One that serves HTTPS, with a certificate of a file. */
  PlayedApi(SSLContext tls) throws IOException {
    HttpsServer secure =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(tls));
    server = secure;
    server.start();
  }

  /** A good answer, as JSON. */
  public PlayedApi answer(String path, Object value) throws IOException {
    return answer(path, 200, "application/json", Json.MAPPER.writeValueAsBytes(value));
  }

  public PlayedApi problem(String path, int status, String json) {
    return answer(path, status, Problem.MEDIA_TYPE, json.getBytes(UTF_8));
  }

  private PlayedApi answer(String path, int status, String type, byte[] body) {
    server.createContext(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", type);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    return this;
  }

  public String url() {
    return (server instanceof HttpsServer ? "https" : "http")
        + "://127.0.0.1:"
        + server.getAddress().getPort();
  }

  /**
   * Runs a verb that asks it.
   *
   * @param data folder of a dev that there is not
   */
  Ran rouse(Path data, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--api", url(), "--data", data.toString()));
    return Ran.rouse(all.toArray(String[]::new));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
