package rouse.streams.http;

import io.javalin.config.RoutesConfig;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import rouse.contracts.status.Problem;
import rouse.contracts.status.Restoring;
import rouse.streams.query.Readiness;

/** Process alive, able to judge, on its way there, metrics, topology. */
public final class HealthRoutes implements RouteGroup {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private final Readiness readiness;
  private final Supplier<String> metrics;
  private final Supplier<String> topology;

  /**
   * @param metrics in Prometheus' text format
   * @param topology in words
   */
  public HealthRoutes(Readiness readiness, Supplier<String> metrics, Supplier<String> topology) {
    this.readiness = readiness;
    this.metrics = metrics;
    this.topology = topology;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/healthz", ctx -> ctx.json(Map.of("status", "alive")));
    routes.get(
        "/readyz",
        ctx -> {
          List<String> obstacles = readiness.obstacles();
          if (obstacles.isEmpty()) {
            ctx.json(Map.of("status", "ready"));
          } else {
            Problems.answer(ctx, Problem.of(503, String.join("; ", obstacles)));
          }
        });
    // Of its own, since busybox's wget, in the image's health check, prints no body of an error.
    routes.get(
        "/progress",
        ctx ->
            ctx.contentType("text/plain")
                .result(readiness.restoring().map(Restoring::text).orElse("not restoring")));
    routes.get("/metrics", ctx -> ctx.contentType(PROMETHEUS).result(metrics.get()));
    routes.get("/topology", ctx -> ctx.contentType("text/plain").result(topology.get()));
  }
}
