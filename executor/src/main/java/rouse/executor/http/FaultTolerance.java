package rouse.executor.http;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.contracts.text.PlainText;
import rouse.executor.http.ModuleNames.Named;
import rouse.http.RequestWorker;

/**
 * Answers reports and requests: each becomes a fact, and the answer is read from the decisions that
 * follow from it. Nothing is decided here.
 */
public final class FaultTolerance implements AutoCloseable {
  private static final int MOST_WAITING = 256;

  private final ModuleNames names;
  private final Predicate<InstanceId> isKnown;
  private final Function<Envelope<Fact>, CompletionStage<Void>> writer;
  private final DecisionTail decisions;
  private final Supplier<PlatformSpec> platform;
  private final String source;
  private final Duration patience;
  private final Clock clock;

  /** Writes to Kafka, whose client has its caller wait while it knows no broker. */
  private final RequestWorker kafka = new RequestWorker("reports", MOST_WAITING);

  /** Asks the engine. */
  private final RequestWorker docker = new RequestWorker("looks-for-workers", MOST_WAITING);

  /**
   * @param isKnown whether a slot of a worker has or had a container here
   * @param source for the facts, such as {@code /executor/host-1}
   * @param patience how long a caller waits
   */
  public FaultTolerance(
      Supplier<PlatformSpec> platform,
      Predicate<InstanceId> isKnown,
      Function<Envelope<Fact>, CompletionStage<Void>> writer,
      DecisionTail decisions,
      String source,
      Duration patience,
      Clock clock) {
    this.names = new ModuleNames(platform);
    this.platform = platform;
    this.isKnown = isKnown;
    this.writer = writer;
    this.decisions = decisions;
    this.source = source;
    this.patience = patience;
    this.clock = clock;
  }

  /** Somebody says that a module is faulty; a worker's name with a new number asks for a worker. */
  CompletableFuture<ApiResponse> report(String name, String by) {
    Optional<Named> found = names.find(name);
    if (found.isEmpty()) {
      return CompletableFuture.completedFuture(
          ApiResponse.failed(
              404,
              "platform "
                  + platform.get().name()
                  + " has no module "
                  + PlainText.masked(name)
                  + "; GET /get_platform_modules lists those that run"));
    }
    Named named = found.get();
    return isNewWorker(named)
        .thenCompose(
            isNew -> isNew ? newWorker(named, name, by) : report(named.instance(), name, by));
  }

  private CompletableFuture<ApiResponse> newWorker(Named named, String name, String by) {
    return request(
        named.module(),
        by,
        "asked for as " + name,
        alive ->
            ApiResponse.said(
                workerName(alive.instance()) + " restarted SUCCESSFULLY on address " + alive.ip()));
  }

  private CompletableFuture<ApiResponse> report(InstanceId instance, String name, String by) {
    String id = UUID.randomUUID().toString();
    FaultWait wait = new FaultWait(id, name);
    return ask(
        Envelope.of(
            id, source, clock.instant(), new Fact.FaultReported(instance, by, "POST /faulty")),
        wait,
        wait.answer(),
        () ->
            ApiResponse.pending(
                "the recovery takes longer than " + patience.toSeconds() + " s",
                wait.incidentId() == null
                    ? "GET /api/platforms/" + instance.platform() + " of the status API"
                    : "GET /api/incidents/" + wait.incidentId() + " of the status API"));
  }

  /** Somebody wants one more worker. */
  CompletableFuture<ApiResponse> requestWorker(String by, String reason) {
    return names
        .worker()
        .map(
            module ->
                request(
                    module,
                    by,
                    reason,
                    alive -> ApiResponse.worker(workerName(alive.instance()), alive.ip())))
        .orElseGet(
            () ->
                CompletableFuture.completedFuture(
                    ApiResponse.failed(
                        404,
                        "platform "
                            + platform.get().name()
                            + " has no worker: give a module x-rouse.kind: worker")));
  }

  private CompletableFuture<ApiResponse> request(
      ModuleSpec module,
      String by,
      String reason,
      Function<Decision.InstanceAlive, ApiResponse> words) {
    String id = UUID.randomUUID().toString();
    WorkerWait wait = new WorkerWait(id, words);
    return ask(
        Envelope.of(
            id,
            source,
            clock.instant(),
            new Fact.WorkerRequested(platform.get().name(), module.name(), by, reason)),
        wait,
        wait.answer(),
        () ->
            wait.worker() == null
                ? ApiResponse.pending(
                    "nothing was decided within " + patience.toSeconds() + " s",
                    "GET /api/platforms/" + platform.get().name() + " of the status API")
                : ApiResponse.pending(
                    workerName(wait.worker()) + " is being started",
                    "GET /api/platforms/" + platform.get().name() + " of the status API"));
  }

  private CompletableFuture<ApiResponse> ask(
      Envelope<Fact> fact,
      Consumer<Envelope<Decision>> wait,
      CompletableFuture<ApiResponse> answer,
      Supplier<ApiResponse> impatient) {
    // First listen, then ask: the answer may come before the acknowledgement.
    decisions.add(wait);
    CompletableFuture<Void> written = write(fact, answer);
    written.exceptionally(
        failure -> {
          answer.complete(unwritten(failure));
          return null;
        });
    CompletableFuture<Void> timer =
        new CompletableFuture<Void>()
            .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<Void> patienceOver =
        timer.thenRun(
            () ->
                answer.complete(
                    written.isDone()
                        ? impatient.get()
                        : ApiResponse.failed(
                            502,
                            "the report could not be written: no broker took it within "
                                + patience.toSeconds()
                                + " s")));
    return answer.whenComplete(
        (ignored, alsoIgnored) -> {
          decisions.remove(wait);
          patienceOver.cancel(false);
          timer.cancel(false);
        });
  }

  /** Fails when it is not acknowledged; what its sender no longer waits for is not written. */
  private CompletableFuture<Void> write(
      Envelope<Fact> fact, CompletableFuture<ApiResponse> answer) {
    return kafka
        .submit(
            () ->
                answer.isDone() ? CompletableFuture.<Void>completedStage(null) : writer.apply(fact))
        .thenCompose(Function.identity());
  }

  private static ApiResponse unwritten(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return ApiResponse.failed(
        cause instanceof RequestWorker.Busy ? 503 : 502,
        "the report could not be written: " + cause.getMessage());
  }

  /** The engine need not be asked of others than workers beyond the file's number. */
  private CompletableFuture<Boolean> isNewWorker(Named named) {
    boolean mayBe =
        named.module().kind() == ModuleSpec.Kind.WORKER
            && named.instance().slot() > named.module().replicas();
    return mayBe
        ? docker.submit(() -> !isKnown.test(named.instance()))
        : CompletableFuture.completedFuture(false);
  }

  private static String workerName(InstanceId instance) {
    return instance.module() + "_" + instance.slot();
  }

  @Override
  public void close() {
    kafka.close();
    docker.close();
  }
}
