package rouse.executor.http;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.PlatformSpec;

/**
 * What operators want of the modules that this executor looks after by itself: the broker and the
 * streams app. It is asked directly when one of these is down, since everything else goes through
 * them.
 */
public final class WishEndpoint {
  private final Supplier<PlatformSpec> platform;
  private final Function<Fact, CompletableFuture<Optional<String>>> decider;

  /**
   * @param decider takes a wish and says its id; empty when it does not look after the module
   */
  public WishEndpoint(
      Supplier<PlatformSpec> platform,
      Function<Fact, CompletableFuture<Optional<String>>> decider) {
    this.platform = platform;
    this.decider = decider;
  }

  /**
   * Answers when the wish is on disk.
   *
   * @param verb restart, hold or release
   * @param lasts for how long it is held, such as 30m; null when there is no end
   */
  CompletableFuture<ApiResponse> take(
      String module, String verb, String by, String reason, String lasts) {
    String name = platform.get().name();
    if (platform.get().module(module).isEmpty()) {
      return answer(404, "platform " + name + " has no module " + module);
    }
    try {
      return switch (verb) {
        case "restart" -> decide(new Fact.RestartRequested(name, module, by, reason));
        case "hold" ->
            decide(new Fact.HoldRequested(name, module, by, reason, Fact.lasting(lasts)));
        case "release" -> decide(new Fact.ReleaseRequested(name, module, by));
        default -> answer(404, "there is restart, hold and release, and no " + verb);
      };
    } catch (IllegalArgumentException e) {
      return answer(400, e.getMessage());
    }
  }

  private CompletableFuture<ApiResponse> decide(Fact wish) {
    return decider
        .apply(wish)
        .thenApply(
            id ->
                id.map(ApiResponse::accepted)
                    .orElseGet(
                        () ->
                            ApiResponse.failed(
                                409,
                                "this executor does not look after it by itself; ask the status API"
                                    + " of the streams app")));
  }

  private static CompletableFuture<ApiResponse> answer(int status, String reason) {
    return CompletableFuture.completedFuture(ApiResponse.failed(status, reason));
  }
}
