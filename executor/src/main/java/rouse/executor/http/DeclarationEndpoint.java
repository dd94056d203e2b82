package rouse.executor.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.settings.Durations;
import rouse.contracts.text.PlainText;
import rouse.http.RequestWorker;

/**
 * What {@code rouse up} asks for: the platform file as it is now, declared as wished, and the plan
 * for it. And what {@code rouse down} asks for: its withdrawal.
 */
public final class DeclarationEndpoint implements AutoCloseable {
  /** A broker that is there takes a fact within milliseconds. */
  private static final long ACKNOWLEDGED_SECONDS = 15;

  /** Reads the file again and has what it needs there. */
  @FunctionalInterface
  public interface FileReader {
    /** As it is now, wished by somebody. */
    Reread read(String wishedBy) throws Exception;
  }

  /** The decider answers within milliseconds, unless it is being replaced itself. */
  private static final long PATIENCE_SECONDS = 60;

  /**
   * The file as it is now.
   *
   * @param declaration of it
   * @param made a line for each thing that it needed and that was not there as it is wanted
   * @param stop how long what is replaced may take to stop, {@link
   *     rouse.contracts.platform.PlatformSpec#longestStop}
   */
  public record Reread(Envelope<Fact> declaration, List<String> made, Duration stop) {}

  /** Each reads the file anew, so more of them at once bring nothing. */
  private static final int MOST_WAITING = 8;

  private final Supplier<Path> file;
  private final FileReader reread;
  private final Function<String, Envelope<Fact>> withdrawal;
  private final Function<Envelope<Fact>, CompletionStage<Void>> requests;
  private final DecisionTail decisions;

  /** Builds images for minutes, and waits for Kafka. */
  private final RequestWorker builds = new RequestWorker("declares", MOST_WAITING);

  private final RequestWorker withdrawals = new RequestWorker("withdraws", MOST_WAITING);

  /**
   * @param file the executor's platform file
   * @param withdrawal from who asks for it
   * @param requests a writer that gives up when the broker is away
   */
  public DeclarationEndpoint(
      Supplier<Path> file,
      FileReader reread,
      Function<String, Envelope<Fact>> withdrawal,
      Function<Envelope<Fact>, CompletionStage<Void>> requests,
      DecisionTail decisions) {
    this.file = file;
    this.reread = reread;
    this.withdrawal = withdrawal;
    this.requests = requests;
    this.decisions = decisions;
  }

  /**
   * Reads, declares, and answers with the plan.
   *
   * @param wanted the file that the caller means; null for whichever it is
   * @param by who asks
   */
  CompletableFuture<ApiResponse> declare(String wanted, String by) {
    if (wanted != null && !isOurs(wanted)) {
      return CompletableFuture.completedFuture(
          ApiResponse.failed(
              409,
              "the executor runs %s, not %s. Name that one, or start an executor for this one."
                  .formatted(file.get(), PlainText.masked(wanted))));
    }
    return builds
        .<CompletionStage<ApiResponse>>submit(() -> answer(reread.read(by)))
        .thenCompose(Function.identity())
        .exceptionally(DeclarationEndpoint::refused);
  }

  private CompletionStage<ApiResponse> answer(Reread now) {
    return declare(now.declaration())
        .thenApply(
            answer ->
                answer
                    .with("stop", Durations.format(now.stop()))
                    .with("made", String.join("\n", now.made())));
  }

  private static ApiResponse refused(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof RequestWorker.Busy
        ? ApiResponse.failed(503, cause.getMessage())
        : ApiResponse.failed(422, String.valueOf(cause.getMessage()));
  }

  /** Withdraws the platform; answered when the log has it, by which it stays down. */
  CompletableFuture<ApiResponse> withdraw(String by) {
    Envelope<Fact> fact = withdrawal.apply(by);
    return withdrawals
        .<CompletionStage<Void>>submit(() -> requests.apply(fact))
        .thenCompose(Function.identity())
        .thenApply(acknowledged -> ApiResponse.withdrawn(fact.body().platform()))
        .exceptionally(
            failure -> ApiResponse.failed(502, "it cannot be withdrawn: " + failure.getMessage()))
        .completeOnTimeout(
            ApiResponse.failed(
                504,
                "the broker has not taken it within " + ACKNOWLEDGED_SECONDS + " s, and may yet"),
            ACKNOWLEDGED_SECONDS,
            TimeUnit.SECONDS);
  }

  private boolean isOurs(String wanted) {
    try {
      return Files.isSameFile(file.get(), Path.of(wanted));
    } catch (IOException | IllegalArgumentException notThere) {
      return false;
    }
  }

  private CompletableFuture<ApiResponse> declare(Envelope<Fact> declaration) {
    PlanWait wait = new PlanWait(declaration.id());
    CompletableFuture<ApiResponse> answer = wait.answer();
    // First listen, then declare: the plan may come before the acknowledgement.
    decisions.add(wait);
    requests
        .apply(declaration)
        .exceptionally(
            failure -> {
              answer.complete(
                  ApiResponse.failed(502, "it could not be declared: " + failure.getMessage()));
              return null;
            });
    return answer
        .completeOnTimeout(
            ApiResponse.pending(
                "it is declared, and no decider took it within " + PATIENCE_SECONDS + " s",
                "/readyz of the streams app"),
            PATIENCE_SECONDS,
            TimeUnit.SECONDS)
        .whenComplete((ignored, alsoIgnored) -> decisions.remove(wait));
  }

  @Override
  public void close() {
    builds.close();
    withdrawals.close();
  }
}
