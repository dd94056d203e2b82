package rouse.streams.http;

import io.javalin.config.RoutesConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import rouse.contracts.status.ProblemType;

/** What the types of problems mean: each is described at its own URI. */
public final class ProblemRoutes implements RouteGroup {

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get(
        "/problems",
        ctx -> ctx.json(ProblemType.all().stream().map(ProblemRoutes::described).toList()));
    routes.get(
        "/problems/{type}",
        ctx ->
            ctx.json(
                ProblemType.named(ctx.pathParam("type"))
                    .map(ProblemRoutes::described)
                    .orElseThrow(
                        () -> HttpProblem.notFound("no such problem; /problems lists them"))));
  }

  private static Map<String, Object> described(ProblemType type) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("type", type.uri());
    fields.put("title", type.title());
    fields.put("status", type.status());
    fields.put("remedy", type.remedy());
    return fields;
  }
}
