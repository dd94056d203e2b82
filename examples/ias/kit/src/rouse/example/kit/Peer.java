package rouse.example.kit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Another module of the platform, spoken to over HTTP. */
public record Peer(String host, int port) {

  /** Loaded when it is first needed: not while the module starts. */
  private static final class Lazy {
    static final HttpClient CLIENT =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
  }

  public JsonNode get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).GET());
  }

  public JsonNode post(String path, Object body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofByteArray(Json.bytes(body))));
  }

  private static JsonNode send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        Lazy.CLIENT.send(request.timeout(Duration.ofSeconds(5)).build(), BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          answer.uri() + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return Json.read(answer.body());
  }

  /**
   * By address: the names of modules have underscores, which are not allowed in the host of a URI.
   */
  private URI uri(String path) throws IOException {
    return URI.create("http://" + InetAddress.getByName(host).getHostAddress() + ":" + port + path);
  }
}
