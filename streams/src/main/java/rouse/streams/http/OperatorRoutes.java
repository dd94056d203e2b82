package rouse.streams.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Map;
import rouse.contracts.event.Fact;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.PlatformStatus.ModuleStatus;
import rouse.contracts.status.PlatformStatus.ScalingStatus;
import rouse.core.scale.CountBounds;
import rouse.http.Caller;
import rouse.streams.query.PlatformReads;

/** What an operator wants becomes a fact; the decider does the rest. */
public final class OperatorRoutes implements RouteGroup {
  private static final String MODULE = "/api/platforms/{p}/modules/{m}/";
  private static final int MOST_REPLICAS = 1_000;
  private final PlatformReads reads;
  private final Inbox inbox;

  public OperatorRoutes(PlatformReads reads, Inbox inbox) {
    this.reads = reads;
    this.inbox = inbox;
  }

  /** From a platform, a module and the body to the fact. */
  @FunctionalInterface
  private interface Intent {
    Fact fact(String platform, String module, JsonNode body, String by);
  }

  @Override
  public void addTo(RoutesConfig routes) {
    add(
        routes,
        "restart",
        (p, m, body, by) -> new Fact.RestartRequested(p, m, by, Requests.text(body, "reason")));
    add(
        routes,
        "hold",
        (p, m, body, by) ->
            new Fact.HoldRequested(p, m, by, Requests.text(body, "reason"), lasts(body)));
    add(routes, "release", (p, m, body, by) -> new Fact.ReleaseRequested(p, m, by));
    add(
        routes,
        "scale",
        (p, m, body, by) -> new Fact.ScaleRequested(p, m, replicas(body), by, lasts(body)));
  }

  private void add(RoutesConfig routes, String verb, Intent intent) {
    routes.post(MODULE + verb, ctx -> accept(ctx, intent));
  }

  private void accept(Context ctx, Intent intent) {
    JsonNode body = Requests.object(ctx);
    String name = ctx.pathParam("p");
    PlatformStatus platform =
        reads.platform(name).orElseThrow(() -> PlatformRoutes.noPlatform(name));
    ModuleStatus module = PlatformRoutes.module(platform, ctx.pathParam("m"));
    Fact fact = intent.fact(name, module.module(), body, by(ctx, body));
    if (fact instanceof Fact.ScaleRequested scale) {
      checkCount(module, scale.replicas());
    }
    ctx.future(
        () ->
            inbox
                .fact(fact)
                .thenAccept(
                    id -> {
                      ctx.status(202).header("Location", "/api/why/" + id);
                      ctx.json(Map.of("id", id));
                    }));
  }

  /** The decider would refuse it as well, but nobody would hear it. */
  private static void checkCount(ModuleStatus module, int count) {
    ScalingStatus scaling = module.scaling();
    CountBounds bounds =
        new CountBounds(
            module.kind().equals("worker"),
            scaling == null ? null : scaling.min(),
            scaling == null ? null : scaling.max());
    bounds
        .refusal(count)
        .ifPresent(
            why -> {
              throw HttpProblem.conflict(module.module() + " is not scaled: " + why);
            });
  }

  /** Whose token it is, whatever the body says; else who the body says. */
  private static String by(Context ctx, JsonNode body) {
    String by = Requests.text(body, "by");
    String caller = ctx.attribute(Caller.ATTRIBUTE);
    if (caller != null) {
      return caller;
    }
    return by == null ? "http" : by;
  }

  /** Null when it has no end. */
  private static Duration lasts(JsonNode body) {
    try {
      return Fact.lasting(Requests.text(body, "for"));
    } catch (IllegalArgumentException e) {
      throw HttpProblem.badRequest(e.getMessage());
    }
  }

  private static int replicas(JsonNode body) {
    JsonNode replicas = body.get("replicas");
    if (replicas == null || !replicas.isInt()) {
      throw HttpProblem.badRequest("send {\"replicas\": N}");
    }
    if (replicas.intValue() < 0 || replicas.intValue() > MOST_REPLICAS) {
      throw HttpProblem.badRequest("replicas must be from 0 to " + MOST_REPLICAS);
    }
    return replicas.intValue();
  }
}
