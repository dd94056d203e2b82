package rouse.executor.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;

/**
 * What {@code rouse up} asks for: the platform file as it is now, declared as wished, and the plan
 * for it. And what {@code rouse down} asks for: its withdrawal.
 */
public final class Declaring {
  /** A broker that is there takes a fact within milliseconds. */
  private static final long ACKNOWLEDGED_SECONDS = 15;

  /** Reads the file again and has what it needs there. */
  @FunctionalInterface
  public interface Reread {
    /** The declaration of it, wished by somebody. */
    Envelope<Fact> declaration(String wishedBy) throws Exception;
  }

  /** The decider answers within milliseconds, unless it is being replaced itself. */
  private static final long PATIENCE_SECONDS = 60;

  private final Supplier<Path> file;
  private final Reread reread;
  private final Function<String, Envelope<Fact>> withdrawal;
  private final Function<Envelope<Fact>, CompletionStage<Void>> writer;
  private final DecisionTail decisions;

  /**
   * @param file the executor's platform file
   * @param withdrawal from who asks for it
   */
  public Declaring(
      Supplier<Path> file,
      Reread reread,
      Function<String, Envelope<Fact>> withdrawal,
      Function<Envelope<Fact>, CompletionStage<Void>> writer,
      DecisionTail decisions) {
    this.file = file;
    this.reread = reread;
    this.withdrawal = withdrawal;
    this.writer = writer;
    this.decisions = decisions;
  }

  /**
   * Reads, declares, and answers with the plan.
   *
   * @param wanted the file that the caller means; null for whichever it is
   * @param by who asks
   */
  CompletableFuture<Answer> declare(String wanted, String by) {
    if (wanted != null && !isOurs(wanted)) {
      return CompletableFuture.completedFuture(
          Answer.failed(
              409,
              "the executor runs %s, not %s. Name that one, or start an executor for this one."
                  .formatted(file.get(), wanted.replaceAll("\\p{Cntrl}", "?"))));
    }
    try {
      return declare(reread.declaration(by));
    } catch (Exception e) {
      return CompletableFuture.completedFuture(Answer.failed(422, String.valueOf(e.getMessage())));
    }
  }

  /** Withdraws the platform; answered when the log has it, by which it stays down. */
  CompletableFuture<Answer> withdraw(String by) {
    Envelope<Fact> fact = withdrawal.apply(by);
    return writer
        .apply(fact)
        .toCompletableFuture()
        .thenApply(acknowledged -> Answer.withdrawn(fact.body().platform()))
        .exceptionally(
            failure -> Answer.failed(502, "it cannot be withdrawn: " + failure.getMessage()))
        .completeOnTimeout(
            Answer.failed(504, "the broker did not take it within " + ACKNOWLEDGED_SECONDS + " s"),
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

  private CompletableFuture<Answer> declare(Envelope<Fact> declaration) {
    PlanWait wait = new PlanWait(declaration.id());
    CompletableFuture<Answer> answer = wait.answer();
    // First listen, then declare: the plan may come before the acknowledgement.
    decisions.add(wait);
    writer
        .apply(declaration)
        .exceptionally(
            failure -> {
              answer.complete(
                  Answer.failed(502, "it could not be declared: " + failure.getMessage()));
              return null;
            });
    return answer
        .completeOnTimeout(
            Answer.pending(
                "it is declared, and no decider took it within " + PATIENCE_SECONDS + " s",
                "/readyz of the streams app"),
            PATIENCE_SECONDS,
            TimeUnit.SECONDS)
        .whenComplete((ignored, alsoIgnored) -> decisions.remove(wait));
  }
}
