package rouse.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import rouse.http.tls.HttpTls;

/** One address, with a guard before all that is served there. */
public final class GuardedServer implements AutoCloseable {
  /** Enough: none of them waits for Kafka, Docker, a build or a slow sender. */
  private static final int MAX_THREADS = 64;

  private static final int IDLE_THREADS = 4;
  private static final Duration THREAD_IDLE = Duration.ofSeconds(30);
  private final String name;
  private final ErrorFormat errors;
  private final QueuedThreadPool threads =
      new QueuedThreadPool(MAX_THREADS, IDLE_THREADS, (int) THREAD_IDLE.toMillis());
  private final Javalin javalin;
  private String address;
  private int port;

  /** As the other, without TLS. */
  public GuardedServer(
      String name, Guard guard, int largestBody, ErrorFormat errors, Consumer<JavalinConfig> more) {
    this(name, Optional.empty(), guard, largestBody, errors, more);
  }

  /**
   * @param name of the settings of its address, {@code http} for {@code http.bind}, and of its
   *     threads
   * @param tls for HTTPS instead of HTTP
   * @param largestBody in bytes
   * @param errors how it refuses
   * @param more the routes, and what else is special
   */
  public GuardedServer(
      String name,
      Optional<HttpTls> tls,
      Guard guard,
      int largestBody,
      ErrorFormat errors,
      Consumer<JavalinConfig> more) {
    this.name = name;
    this.errors = errors;
    this.javalin =
        Javalin.create(
            config -> {
              configure(config, new GuardHandler(guard, largestBody, errors));
              config.http.maxRequestSize = largestBody;
              tls.map(HttpTls::served).ifPresent(context -> secure(config, context));
              more.accept(config);
            });
  }

  private void configure(JavalinConfig config, GuardHandler guard) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    threads.setName(name);
    threads.setDaemon(true);
    config.jetty.threadPool = threads;
    config.jetty.modifyServer(server -> adjust(server, guard));
  }

  private void secure(JavalinConfig config, SSLContext context) {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setSslContext(context);
    config.jetty.addConnector(
        (server, http) -> {
          // Which names are ours is for the guard to say.
          http.addCustomizer(new SecureRequestCustomizer(false));
          ServerConnector connector =
              new ServerConnector(server, factory, new HttpConnectionFactory(http));
          connector.setHost(address);
          connector.setPort(port);
          return connector;
        });
  }

  private void adjust(Server server, GuardHandler guard) {
    server.setHandler(guard);
    server.setErrorHandler(this::answerError);
    server.setStopTimeout(0);
    server.setStopAtShutdown(false);
  }

  /** What is so malformed that Jetty itself turns it away is answered as everything else. */
  private boolean answerError(Request request, Response response, Callback callback) {
    Refusal refusal =
        new Refusal(response.getStatus(), "this is no request that could be understood");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, errors.contentType());
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    response.write(true, ByteBuffer.wrap(errors.body(refusal)), callback);
    return true;
  }

  /**
   * Listens.
   *
   * @param port 0 takes a free one
   * @throws AddressTaken when the address cannot be had
   */
  public void start(String address, int port) {
    this.address = address;
    this.port = port;
    try {
      javalin.start(address, port);
    } catch (JavalinBindException e) {
      throw new AddressTaken(
          "cannot listen on "
              + address
              + ":"
              + port
              + ": it is taken, or not an address of this machine. Stop what listens there, or set"
              + " another with %1$s.bind and %1$s.port.".formatted(name),
          e);
    }
  }

  /**
   * Completes when a thread of this server has taken it up, so after requests that waited for one.
   *
   * @throws java.util.concurrent.RejectedExecutionException when the server is closed
   */
  public CompletableFuture<Void> turn() {
    return CompletableFuture.runAsync(() -> {}, threads);
  }

  public int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
