package rouse.executor.notify.webhook;

import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import rouse.executor.notify.OneLine;
import rouse.http.BeginningOfBody;

/** One POST with a deadline on all of it, and what came of it. */
public final class HttpPost {
  static final Duration CONNECT = Duration.ofSeconds(5);

  /** Of an answer's body. */
  static final int MOST_BYTES = 64 * 1024;

  private HttpClient client;
  private final Duration timeout;
  private final PrintStream conversation;

  /** What came of it; either a status with a body, or a reason. */
  public record Result(int status, String body, String failure, boolean maybeTaken, boolean hung) {
    public boolean answered() {
      return failure == null;
    }

    /** The answer in one line. */
    public String words() {
      return answered() ? "HTTP " + status + " " + OneLine.of(body) : failure;
    }
  }

  /**
   * @param timeout of a whole exchange
   * @param conversation gets what was sent and answered; null for nobody
   */
  public HttpPost(Duration timeout, PrintStream conversation) {
    this.timeout = timeout;
    this.conversation = conversation;
  }

  /** Made with the first message: it loads all of the JDK's TLS, which most never need. */
  private synchronized HttpClient client() {
    if (client == null) {
      // HTTP/1.1: the upgrade that is tried otherwise upsets plain gateways.
      client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(timeout.compareTo(CONNECT) < 0 ? timeout : CONNECT)
              .build();
    }
    return client;
  }

  public Result post(HttpRequest request) throws InterruptedException {
    // The path of a chat tool's webhook is a secret.
    say("> POST " + request.uri().getScheme() + "://" + request.uri().getAuthority() + "/…");
    Result result = exchange(request);
    say("< " + result.words());
    return result;
  }

  private Result exchange(HttpRequest request) throws InterruptedException {
    CompletableFuture<HttpResponse<String>> answer =
        client().sendAsync(request, head -> new BeginningOfBody(MOST_BYTES));
    try {
      HttpResponse<String> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return new Result(response.statusCode(), response.body(), null, true, false);
    } catch (TimeoutException e) {
      answer.cancel(true);
      return new Result(
          0,
          "",
          request.uri().getHost() + " did not answer within " + timeout.toSeconds() + " s",
          true,
          true);
    } catch (ExecutionException e) {
      return failed(request, e.getCause());
    }
  }

  private static Result failed(HttpRequest request, Throwable cause) {
    boolean never =
        cause instanceof ConnectException
            || cause instanceof HttpConnectTimeoutException
            || cause instanceof javax.net.ssl.SSLHandshakeException
            || !(cause instanceof IOException);
    String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    String words =
        (never ? "cannot connect to " : "the connection ended before the answer: ")
            + request.uri().getHost()
            + ": "
            + OneLine.of(why);
    return new Result(0, "", words, !never, cause instanceof HttpConnectTimeoutException);
  }

  private void say(String line) {
    if (conversation != null) {
      conversation.println(line);
    }
  }
}
