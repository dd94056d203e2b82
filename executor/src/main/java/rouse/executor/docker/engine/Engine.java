package rouse.executor.docker.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.SSLConfig;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;

/**
 * The Docker engine, reached through docker-java, with a deadline on every call.
 *
 * <p>docker-java's own response timeout does nothing on a unix socket. So a call runs on a thread
 * of its own; when its deadline passes, the thread is interrupted (which closes the connection it
 * reads from) and the client is abandoned: the next call gets a fresh one.
 */
public final class Engine implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration HANDSHAKE = Duration.ofSeconds(5);

  /** A stop keeps its connection for all of its grace: enough for every command in flight. */
  private static final int MOST_CONNECTIONS = 320;

  private static final Duration ANEW = Duration.ofSeconds(3);

  /**
   * The newest that docker-java was written for. A newer one may mean other things by the same
   * fields, and every engine goes on speaking this one; an engine that does not is met at its own
   * oldest.
   */
  private static final RemoteApiVersion NEWEST_KNOWN = RemoteApiVersion.VERSION_1_44;

  private static final RemoteApiVersion OLDEST_KNOWN = RemoteApiVersion.VERSION_1_41;

  private final DockerClientConfig config;
  private final AtomicReference<SharedClient> current;
  private final ExecutorService calls =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("engine-call-", 1).factory());

  private Engine(DockerClientConfig config) {
    this.config = config;
    this.current = new AtomicReference<>(new SharedClient(client(config)));
  }

  /**
   * Connects and agrees on an API version.
   *
   * @throws EngineException when there is no engine, no rights, no answer, or no common version
   */
  public static Engine connect(Settings settings) {
    return connect(settings.optional(KnownSettings.DOCKER_HOST));
  }

  /**
   * @param address {@code unix:///…} or {@code tcp://…}; empty: as the environment says
   */
  public static Engine connect(Optional<String> address) {
    DefaultDockerClientConfig.Builder builder =
        DefaultDockerClientConfig.createDefaultConfigBuilder();
    address.ifPresent(builder::withDockerHost);
    builder.withApiVersion(RemoteApiVersion.UNKNOWN_VERSION);
    Version version;
    try (Engine first = new Engine(builder.build())) {
      version = first.call("ask for its version", HANDSHAKE, c -> c.versionCmd().exec());
    }
    builder.withApiVersion(ApiVersions.agree(version, OLDEST_KNOWN, NEWEST_KNOWN));
    return new Engine(builder.build());
  }

  /** Where it is. */
  public URI address() {
    return config.getDockerHost();
  }

  /** The version agreed on, such as {@code 1.41}. */
  public String apiVersion() {
    return config.getApiVersion().getVersion();
  }

  /**
   * Makes a call that answers.
   *
   * @param what names the call in errors, as in "create web-1"
   * @throws EngineException always with one line for an operator
   */
  public <T> T call(String what, Duration deadline, Function<DockerClient, T> call) {
    SharedClient lease = SharedClient.take(current);
    Future<T> answer =
        calls.submit(
            () -> {
              try {
                return call.apply(lease.client());
              } finally {
                lease.giveBack();
              }
            });
    try {
      return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      replace(lease);
      throw EngineErrors.deadline(what, address(), deadline);
    } catch (ExecutionException e) {
      EngineException why = EngineErrors.translate(what, address(), e.getCause());
      if (why.kind() == EngineException.Kind.UNREACHABLE) {
        // The other connections that this client keeps are as dead.
        replace(lease);
      }
      throw unlessStopping(why);
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw interrupted(what, e);
    }
  }

  /** Makes a call that answers nothing. */
  public void run(String what, Duration deadline, Consumer<DockerClient> call) {
    call(
        what,
        deadline,
        client -> {
          call.accept(client);
          return Boolean.TRUE;
        });
  }

  /**
   * Asks for what docker-java has no command for.
   *
   * @param path with its query, without the version
   * @return the whole body
   * @throws EngineException always with one line for an operator
   */
  public byte[] get(String what, Duration deadline, String path) {
    DockerHttpClient.Request request =
        DockerHttpClient.Request.builder()
            .method(DockerHttpClient.Request.Method.GET)
            .path("/v" + apiVersion() + path)
            .build();
    return call(what, deadline, client -> body((DockerClientImpl) client, request));
  }

  private static byte[] body(DockerClientImpl client, DockerHttpClient.Request request) {
    try (DockerHttpClient.Response response = client.getHttpClient().execute(request)) {
      byte[] body = response.getBody().readAllBytes();
      if (response.getStatusCode() == 404) {
        throw new NotFoundException(new String(body, UTF_8));
      }
      if (response.getStatusCode() != 200) {
        throw new DockerException(new String(body, UTF_8), response.getStatusCode());
      }
      return body;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A client of its own for a stream, which no deadline of another call closes. On tcp a response
   * timeout would kill an idle stream, so it has none; the caller closes it.
   */
  public DockerClient openStreamClient() {
    return client(config);
  }

  /**
   * Makes a call over a new connection. An engine that is told to stop keeps the connections that
   * it has until it ends, and takes no new one.
   *
   * @return empty when nobody answers
   * @throws EngineException when it answers that it will not
   */
  public <T> Optional<T> callAnew(String what, Function<DockerClient, T> call) {
    Future<T> answer = calls.submit(() -> callAlone(call));
    try {
      return Optional.of(answer.get(ANEW.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      return Optional.empty();
    } catch (ExecutionException e) {
      EngineException why = EngineErrors.translate(what, address(), e.getCause());
      if (why.kind() == EngineException.Kind.UNREACHABLE) {
        return Optional.empty();
      }
      throw why;
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw interrupted(what, e);
    }
  }

  private <T> T callAlone(Function<DockerClient, T> call) throws IOException {
    try (DockerClient fresh = client(config)) {
      return call.apply(fresh);
    }
  }

  /** What an engine cannot do because it is about to end, another will. */
  private EngineException unlessStopping(EngineException why) {
    if (why.kind() == EngineException.Kind.REFUSED
        && callAnew("ask whether it stops", Engine::ping).isEmpty()) {
      return new EngineException(
          EngineException.Kind.UNREACHABLE,
          "the Docker engine at " + address() + " is stopping: " + why.getMessage(),
          why);
    }
    return why;
  }

  private static boolean ping(DockerClient client) {
    client.pingCmd().exec();
    return true;
  }

  private static EngineException interrupted(String what, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new EngineException(
        EngineException.Kind.UNREACHABLE, what + ": interrupted, the executor is closing", e);
  }

  private void replace(SharedClient expired) {
    SharedClient fresh = new SharedClient(client(config));
    if (current.compareAndSet(expired, fresh)) {
      expired.abandon();
    } else {
      fresh.abandon();
    }
  }

  private static DockerClient client(DockerClientConfig config) {
    return DockerClientImpl.getInstance(
        config,
        new ZerodepDockerHttpClient.Builder()
            .dockerHost(config.getDockerHost())
            .sslConfig(sslOf(config))
            .connectionTimeout(CONNECT)
            .maxConnections(MOST_CONNECTIONS)
            .build());
  }

  private static SSLConfig sslOf(DockerClientConfig config) {
    return config.getDockerHost().getScheme().equals("unix") ? NoTls::new : config.getSSLConfig();
  }

  @Override
  public void close() {
    current.get().abandon();
    calls.shutdownNow();
  }
}
