package rouse.executor.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
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
  private static final Duration PING = Duration.ofSeconds(3);
  private static final RemoteApiVersion NEWEST_KNOWN = RemoteApiVersion.VERSION_1_44;
  private static final RemoteApiVersion OLDEST_KNOWN = RemoteApiVersion.VERSION_1_41;

  private final DockerClientConfig config;
  private final AtomicReference<Lease> current;
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
    this.current = new AtomicReference<>(new Lease(client(config)));
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
    Lease lease = Lease.take(current);
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
      throw EngineErrors.translate(what, address(), e.getCause());
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new EngineException(
          EngineException.Kind.UNREACHABLE, what + ": interrupted, the executor is closing", e);
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
   * A client of its own for a stream, which no deadline of another call closes. On tcp a response
   * timeout would kill an idle stream, so it has none; the caller closes it.
   */
  public DockerClient openStreamClient() {
    return client(config);
  }

  /**
   * Whether a new connection is served. An engine that is told to stop keeps the connections that
   * it has until it ends, and takes no new one.
   */
  boolean takesCalls() {
    Future<?> answer = calls.submit(this::pingAnew);
    try {
      answer.get(PING.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      answer.cancel(true);
      return false;
    } catch (ExecutionException e) {
      return EngineErrors.translate("ping", address(), e.getCause()).kind()
          != EngineException.Kind.UNREACHABLE;
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void pingAnew() {
    try (DockerClient fresh = client(config)) {
      fresh.pingCmd().exec();
    } catch (IOException alreadyClosed) {
      return;
    }
  }

  private void replace(Lease expired) {
    Lease fresh = new Lease(client(config));
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
            .sslConfig(config.getSSLConfig())
            .connectionTimeout(CONNECT)
            .maxConnections(64)
            .build());
  }

  @Override
  public void close() {
    current.get().abandon();
    calls.shutdownNow();
  }
}
