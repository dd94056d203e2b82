package rouse.cli.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * One HTTP call. By the JDK's older client: the newer one, with its own threads, takes longer to
 * load than a command that asks once takes for all the rest.
 */
public final class HttpCall {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  static {
    // It would send an order again by itself when the connection breaks. To tell it the length
    // beforehand prevents that as well, but then it keeps the answer of a 401 to itself.
    System.setProperty("sun.net.http.retryPost", "false");
  }

  private final HttpURLConnection connection;

  /**
   * @param status of HTTP
   * @param contentType empty when none was sent
   */
  record Answer(int status, String contentType, String body) {}

  /**
   * @param patience how long the answer may take
   * @throws IllegalArgumentException when that is no http URL
   */
  HttpCall(String url, Duration patience) throws IOException {
    URI uri = URI.create(url);
    if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
      throw new IllegalArgumentException(url + " is no http URL");
    }
    connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout((int) CONNECT.toMillis());
    connection.setReadTimeout(Math.clamp(patience.toMillis(), 1, Integer.MAX_VALUE));
    connection.setInstanceFollowRedirects(false);
    connection.setRequestProperty("Accept", "application/json");
  }

  /** Has the JDK load what a call needs; speaks to nobody. */
  public static void load() {
    try {
      var unused = new HttpCall("http://localhost/", CONNECT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Shows a token, if there is one. */
  HttpCall bearing(Optional<String> token) {
    token.ifPresent(t -> connection.setRequestProperty("Authorization", "Bearer " + t));
    return this;
  }

  /** Whose certificates count, where the URL is an https one. */
  HttpCall trusting(SSLSocketFactory trusted) {
    if (connection instanceof HttpsURLConnection secure) {
      secure.setSSLSocketFactory(trusted);
    }
    return this;
  }

  /**
   * Asks.
   *
   * @throws java.net.SocketTimeoutException when no answer came in time
   */
  Answer get() throws IOException {
    return answer();
  }

  /**
   * Opens a stream of server-sent events.
   *
   * @param position the last that was seen; the stream goes on after it
   * @throws java.net.SocketTimeoutException when nothing came for the time given
   */
  Stream events(Optional<String> position) throws IOException {
    connection.setRequestProperty("Accept", "text/event-stream");
    position.ifPresent(id -> connection.setRequestProperty("Last-Event-ID", id));
    int status = connection.getResponseCode();
    return status == 200
        ? new Stream(Optional.empty(), connection.getInputStream(), connection::disconnect)
        : new Stream(Optional.of(answer()), InputStream.nullInputStream(), () -> {});
  }

  /**
   * An open stream, or why there is none.
   *
   * @param end cuts the connection: to close the stream alone would read it to its end
   */
  record Stream(Optional<Answer> refusal, InputStream in, Runnable end) implements AutoCloseable {
    @Override
    public void close() {
      end.run();
    }
  }

  /**
   * Sends JSON, once.
   *
   * @throws java.net.SocketTimeoutException when no answer came in time
   */
  Answer post(byte[] json) throws IOException {
    connection.setRequestMethod("POST");
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setDoOutput(true);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(json);
    }
    return answer();
  }

  private Answer answer() throws IOException {
    int status = connection.getResponseCode();
    String contentType = connection.getContentType();
    InputStream body = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
    try (body) {
      return new Answer(
          status,
          contentType == null ? "" : contentType,
          body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
