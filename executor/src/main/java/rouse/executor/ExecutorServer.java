package rouse.executor;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.executor.http.DecisionTail;
import rouse.executor.http.DeclarationEndpoint;
import rouse.executor.http.FaultTolerance;
import rouse.executor.http.FaultToleranceApi;
import rouse.executor.http.FaultyCallers;
import rouse.executor.http.WishEndpoint;
import rouse.executor.log.FactWriter;
import rouse.http.Guard;
import rouse.http.RateLimit;
import rouse.http.tls.HttpTls;

/** The executor's side towards those who ask over HTTP. */
final class ExecutorServer {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorServer.class);

  /** Reports without a token: all modules of a platform at once, then one in a second. */
  private static final int FAULTY_BURST = 30;

  private static final Duration FAULTY_PAUSE = Duration.ofSeconds(1);
  private final Settings settings;
  private final DeclaredFile file;
  private final HostId host;
  private final FaultToleranceApi api;

  /**
   * Listens.
   *
   * @param requests a writer that gives up when the broker is away
   * @param reread takes the file as it is now
   * @param wish takes what an operator wants of the control plane
   * @throws rouse.http.AddressTaken when the port cannot be had
   */
  ExecutorServer(
      Settings settings,
      DeclaredFile file,
      HostId host,
      ContainerSide containers,
      DecisionTail decisions,
      FactWriter requests,
      DeclarationEndpoint.FileReader reread,
      Function<Fact, CompletableFuture<Optional<String>>> wish,
      Clock clock,
      Meters meters,
      Parts parts) {
    this.settings = settings;
    this.file = file;
    this.host = host;
    FaultTolerance faultTolerance =
        parts.keep(
            new FaultTolerance(
                file::spec,
                containers::isHere,
                requests::write,
                decisions,
                "/executor/" + host,
                settings.duration(KnownSettings.FAULTY_PATIENCE),
                clock));
    DeclarationEndpoint declaring =
        parts.keep(
            new DeclarationEndpoint(
                file::path, reread, file::withdrawal, requests::write, decisions));
    api =
        parts.keep(
            new FaultToleranceApi(
                HttpTls.of(settings),
                guard(containers, parts),
                faultTolerance,
                containers.addresses()::read,
                containers.events()::isWatching,
                declaring,
                new WishEndpoint(file::spec, wish),
                this::description,
                meters.registry()));
    String bind = settings.text(KnownSettings.EXECUTOR_BIND);
    api.start(bind, settings.number(KnownSettings.EXECUTOR_PORT));
    LOG.info("fault tolerance: {}", url());
  }

  private Guard guard(ContainerSide containers, Parts parts) {
    Guard guard = Guard.of(settings, KnownSettings.EXECUTOR_BIND);
    Optional<String> from = settings.optional(KnownSettings.FAULTY_FROM);
    if (from.isEmpty()) {
      return guard;
    }
    FaultyCallers callers = parts.keep(new FaultyCallers(from.get(), containers::subnets));
    return guard.withoutTokenAt("/faulty", callers, new RateLimit(FAULTY_BURST, FAULTY_PAUSE));
  }

  /** For verbs that look for the executor of a platform. */
  private Map<String, String> description() {
    return Map.of(
        "platform",
        file.name(),
        "host",
        host.id(),
        "file",
        file.path().toString(),
        "kafka",
        settings.text(KnownSettings.KAFKA));
  }

  int port() {
    return api.port();
  }

  String url() {
    return HttpTls.url(settings, settings.text(KnownSettings.EXECUTOR_BIND), port());
  }
}
