package rouse.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Stands before all that a server serves: asks the guard, and has the whole body before a thread is
 * given to the request, so that slow senders hold none.
 */
final class GuardHandler extends Handler.Wrapper {
  private static final Duration BODY = Duration.ofSeconds(10);
  private final Guard guard;
  private final int largestBody;
  private final ErrorFormat errors;

  GuardHandler(Guard guard, int largestBody, ErrorFormat errors) {
    this.guard = guard;
    this.largestBody = largestBody;
    this.errors = errors;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Call call = call(request);
    Optional<Refusal> refusal = guard.check(call);
    if (refusal.isPresent()) {
      refuse(response, callback, refusal.get());
      return true;
    }
    guard.callerOf(call).ifPresent(c -> request.setAttribute(Caller.ATTRIBUTE, c.name()));
    if (request.getLength() == 0) {
      return super.handle(request, response, callback);
    }
    if (request.getLength() > largestBody) {
      refuse(response, callback, tooLarge());
      return true;
    }
    CompletableFuture<byte[]> whole = new CompletableFuture<>();
    var unused =
        whole
            .orTimeout(BODY.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (body, failure) -> {
                  if (failure == null) {
                    serve(new Read(request, body), response, callback);
                  } else {
                    // Only a failure ends a connection that is still being read from.
                    refuse(
                        response,
                        Callback.from(() -> callback.failed(failure), callback::failed),
                        unread(failure));
                  }
                });
    Content.Source.asByteArrayAsync(
        request,
        largestBody,
        Promise.Invocable.from(
            Invocable.InvocationType.BLOCKING, whole::complete, whole::completeExceptionally));
    return true;
  }

  private void serve(Request request, Response response, Callback callback) {
    try {
      if (!super.handle(request, response, callback)) {
        Response.writeError(request, response, callback, 404);
      }
    } catch (Exception e) {
      Response.writeError(request, response, callback, e);
    }
  }

  private Refusal tooLarge() {
    return new Refusal(413, "a body must not be larger than " + largestBody + " bytes");
  }

  private Refusal unread(Throwable failure) {
    return switch (failure) {
      case TimeoutException late ->
          new Refusal(408, "the body did not come within " + BODY.toSeconds() + " s");
      case IllegalStateException tooLong -> tooLarge();
      default -> new Refusal(400, "the body could not be read");
    };
  }

  /** What is left of the request is not read, so the connection ends with it. */
  private void refuse(Response response, Callback callback, Refusal refusal) {
    response.setStatus(refusal.status());
    HttpFields.Mutable headers = response.getHeaders();
    headers.put(HttpHeader.CONTENT_TYPE, errors.contentType());
    headers.put(HttpHeader.CONNECTION, "close");
    if (refusal.status() == 401) {
      headers.put(HttpHeader.WWW_AUTHENTICATE, "Bearer, Basic realm=\"Rouse\"");
    } else if (refusal.status() == 429) {
      headers.put(HttpHeader.RETRY_AFTER, "1");
    }
    response.write(true, ByteBuffer.wrap(errors.body(refusal)), callback);
  }

  private static Call call(Request request) {
    return new Call(
        request.getMethod(),
        request.getHttpURI().getPath(),
        from(request),
        header(request, "Host"),
        header(request, "Origin"),
        header(request, "Sec-Fetch-Site"),
        header(request, "Sec-Fetch-Mode"),
        header(request, "Authorization"));
  }

  /** Several of one name are as one that nobody allows. */
  private static Optional<String> header(Request request, String name) {
    List<String> values = request.getHeaders().getValuesList(name);
    return values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values));
  }

  private static InetAddress from(Request request) {
    return request.getConnectionMetaData().getRemoteSocketAddress()
            instanceof InetSocketAddress address
        ? address.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  /** A request whose body is here. */
  private static final class Read extends Request.Wrapper {
    private final Content.Source body;

    Read(Request wrapped, byte[] body) {
      super(wrapped);
      this.body = new ByteBufferContentSource(ByteBuffer.wrap(body));
    }

    @Override
    public Content.Chunk read() {
      return body.read();
    }

    @Override
    public void demand(Runnable available) {
      body.demand(available);
    }

    @Override
    public void fail(Throwable failure) {
      body.fail(failure);
    }
  }
}
