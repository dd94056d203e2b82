package rouse.executor.http;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;

/** Waits for what the decider plans upon a declaration; from then on its state has it. */
final class PlanWait implements Consumer<Envelope<Decision>> {
  private final String factId;
  private final CompletableFuture<ApiResponse> answer = new CompletableFuture<>();

  /**
   * @param factId of the declaration
   */
  PlanWait(String factId) {
    this.factId = factId;
  }

  CompletableFuture<ApiResponse> answer() {
    return answer;
  }

  @Override
  public void accept(Envelope<Decision> decision) {
    if (factId.equals(decision.causationId())
        && decision.body() instanceof Decision.PlatformPlanned plan) {
      answer.complete(
          ApiResponse.planned(
              plan.platform(),
              named(plan.start()),
              named(plan.replace()),
              named(plan.retire()),
              plan.unchanged()));
    }
  }

  private static String named(List<String> modules) {
    return String.join(", ", modules);
  }
}
