package rouse.streams.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.status.Problem;

/** One address that serves some groups of routes. */
public final class HttpListener implements AutoCloseable {
  /** The largest body is a few fields of JSON. */
  static final int MAX_BODY = 16 * 1024;

  private static final int MAX_THREADS = 64;
  private static final int IDLE_THREADS = 4;
  private static final Duration THREAD_IDLE = Duration.ofSeconds(30);
  private final Javalin javalin;

  /**
   * Listens at once.
   *
   * @param port 0 takes a free one
   * @throws AddressTaken when the address cannot be had
   */
  public HttpListener(String name, String address, int port, List<RouteGroup> groups) {
    javalin =
        Javalin.create(
            config -> {
              serve(config, name);
              new Problems().addTo(config.routes);
              groups.forEach(group -> add(group, config));
            });
    try {
      javalin.start(address, port);
    } catch (JavalinBindException e) {
      throw new AddressTaken(
          "cannot listen on "
              + address
              + ":"
              + port
              + ": it is taken, or not an address of this machine. Stop what listens there, or set"
              + " another with http.bind and http.port.",
          e);
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

  private static void serve(JavalinConfig config, String name) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.maxRequestSize = MAX_BODY;
    config.http.prefer405over404 = true;
    config.jsonMapper(new ContractsJson());
    QueuedThreadPool threads =
        new QueuedThreadPool(MAX_THREADS, IDLE_THREADS, (int) THREAD_IDLE.toMillis());
    threads.setName(name);
    threads.setDaemon(true);
    config.jetty.threadPool = threads;
    config.jetty.modifyServer(HttpListener::adjust);
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

  private static void adjust(Server server) {
    server.setErrorHandler(HttpListener::answerError);
    server.setStopTimeout(0);
    server.setStopAtShutdown(false);
  }

  /** What is so malformed that Jetty itself turns it away is answered as everything else. */
  private static boolean answerError(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    Problem problem =
        Problem.of(
            status, HttpStatus.getMessage(status), "this is no request that could be understood");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
    response.write(true, ByteBuffer.wrap(CloudEvents.body(problem)), callback);
    return true;
  }

  public int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
