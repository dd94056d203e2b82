package rouse.streams.http;

import io.javalin.config.JavalinConfig;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.status.Problem;
import rouse.http.ErrorFormat;
import rouse.http.Guard;
import rouse.http.GuardedServer;
import rouse.http.Refusal;
import rouse.http.tls.HttpTls;

/** One address that serves some groups of routes. */
public final class HttpListener implements AutoCloseable {
  /** The largest body is a few fields of JSON. */
  static final int MAX_BODY = 16 * 1024;

  private final GuardedServer server;

  /** As the other, without TLS. */
  public HttpListener(String name, String address, int port, Guard guard, List<RouteGroup> groups) {
    this(name, address, port, Optional.empty(), guard, groups);
  }

  /**
   * Listens at once.
   *
   * @param port 0 takes a free one
   * @throws rouse.http.AddressTaken when the address cannot be had
   */
  public HttpListener(
      String name,
      String address,
      int port,
      Optional<HttpTls> tls,
      Guard guard,
      List<RouteGroup> groups) {
    server =
        new GuardedServer(
            name,
            tls,
            guard,
            MAX_BODY,
            new ProblemFormat(),
            config -> {
              serve(config);
              new Problems().addTo(config.routes);
              groups.forEach(group -> add(group, config));
            });
    server.start(address, port);
  }

  /** Refusals are problems as all errors are. */
  private static final class ProblemFormat implements ErrorFormat {
    @Override
    public String contentType() {
      return Problem.MEDIA_TYPE;
    }

    @Override
    public byte[] body(Refusal refusal) {
      int status = refusal.status();
      return CloudEvents.body(Problem.of(status, refusal.reason()));
    }
  }

  private static void add(RouteGroup group, JavalinConfig config) {
    group.addTo(config.routes);
    config.jetty.modifyServletContextHandler(
        handler ->
            group
                .servlets()
                .forEach(
                    (path, servlet) -> {
                      ServletHolder holder = new ServletHolder(servlet);
                      holder.setAsyncSupported(true);
                      handler.addServlet(holder, path);
                    }));
  }

  private static void serve(JavalinConfig config) {
    config.http.prefer405over404 = true;
    config.http.generateEtags = true;
    config.jsonMapper(new ContractsJson());
    // Ids contain slashes, and a caller that encodes them is right.
    config.jetty.modifyHttpConfiguration(
        http ->
            http.setUriCompliance(
                UriCompliance.DEFAULT.with(
                    "slashes-in-ids",
                    Violation.AMBIGUOUS_PATH_SEPARATOR,
                    Violation.AMBIGUOUS_PATH_ENCODING)));
    config.jetty.modifyServletContextHandler(
        handler -> handler.getServletHandler().setDecodeAmbiguousURIs(true));
  }

  /** Completes after the requests that wait for a thread have got one. */
  public CompletableFuture<Void> turn() {
    return server.turn();
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
