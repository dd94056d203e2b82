package rouse.executor.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;

/**
 * Asks the decider whether this executor is the one that clears what earlier runs logged. The log
 * knows whether anything of the platform runs on whatever host; an engine knows its own.
 */
public final class BootPermission {
  private static final Logger LOG = LoggerFactory.getLogger(BootPermission.class);
  private static final long PATIENCE_SECONDS = 60;
  private final Function<Envelope<Fact>, CompletionStage<Void>> writer;
  private final DecisionTail decisions;

  public BootPermission(
      Function<Envelope<Fact>, CompletionStage<Void>> writer, DecisionTail decisions) {
    this.writer = writer;
    this.decisions = decisions;
  }

  /**
   * Waits for the decision.
   *
   * @param request a {@link Fact.BootRequested}
   * @return false also when no decider answers
   * @throws InterruptedException when the wait was called off
   */
  public boolean ask(Envelope<Fact> request) throws InterruptedException {
    CompletableFuture<Decision.BootDecided> decided = new CompletableFuture<>();
    Consumer<Envelope<Decision>> listener =
        decision -> {
          if (request.id().equals(decision.causationId())
              && decision.body() instanceof Decision.BootDecided answer) {
            decided.complete(answer);
          }
        };
    // First listen, then ask.
    decisions.add(listener);
    try {
      writer.apply(request).exceptionally(failure -> fail(decided, failure));
      Decision.BootDecided answer = decided.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      LOG.info(
          "what earlier runs logged is {}: {}",
          answer.clears() ? "cleared" : "left",
          answer.reason());
      return answer.clears();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("what earlier runs logged is left: no decider says that nothing of them runs");
      return false;
    } finally {
      decisions.remove(listener);
    }
  }

  private static Void fail(CompletableFuture<Decision.BootDecided> decided, Throwable failure) {
    decided.completeExceptionally(failure);
    return null;
  }
}
