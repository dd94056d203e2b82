package rouse.executor.http;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.platform.InstanceId;

/** Waits for the slot that the decider gives to a request for a worker, and for its first life. */
final class WorkerWait implements Consumer<Envelope<Decision>> {
  private final String factId;
  private final Function<Decision.InstanceAlive, ApiResponse> words;
  private final CompletableFuture<ApiResponse> answer = new CompletableFuture<>();
  private volatile InstanceId worker;

  /**
   * @param factId of the request
   * @param words the answer when the worker lives
   */
  WorkerWait(String factId, Function<Decision.InstanceAlive, ApiResponse> words) {
    this.factId = factId;
    this.words = words;
  }

  CompletableFuture<ApiResponse> answer() {
    return answer;
  }

  /** Null as long as it has no slot. */
  InstanceId worker() {
    return worker;
  }

  @Override
  public void accept(Envelope<Decision> decision) {
    if (factId.equals(decision.causationId())) {
      switch (decision.body()) {
        case Decision.WorkerAdded added -> worker = added.instance();
        case Decision.Refused refused -> answer.complete(ApiResponse.failed(409, refused.reason()));
        default -> {}
      }
    }
    if (decision.body() instanceof Decision.InstanceAlive alive
        && alive.instance().equals(worker)) {
      answer.complete(words.apply(alive));
    }
    if (decision.body() instanceof Decision.Quarantined quarantined
        && quarantined.instance().equals(worker)) {
      answer.complete(
          ApiResponse.failed(502, "given up after " + quarantined.attempts() + " attempts"));
    }
  }
}
