package rouse.streams.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.status.Problem;
import rouse.streams.query.NotReady;

/** Every error is answered as RFC 9457 problem details. */
final class Problems implements RouteGroup {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  @Override
  public void addTo(RoutesConfig routes) {
    routes.exception(HttpProblem.class, (e, ctx) -> answer(ctx, e.problem()));
    routes.exception(
        NotReady.class,
        (e, ctx) -> {
          ctx.header("Retry-After", "1");
          answer(ctx, Problem.of(503, e.getMessage() + ". Ask again in a second."));
        });
    routes.exception(
        HttpResponseException.class,
        (e, ctx) -> answer(ctx, Problem.of(e.getStatus(), detailOf(e, ctx))));
    routes.exception(
        Exception.class,
        (e, ctx) -> {
          LOG.error("{} {} failed", ctx.method(), ctx.path(), e);
          answer(ctx, Problem.of(500, "this is a defect of Rouse; its log says more"));
        });
  }

  static void answer(Context ctx, Problem problem) {
    ctx.status(problem.status()).contentType(Problem.MEDIA_TYPE).result(CloudEvents.body(problem));
  }

  private static String detailOf(HttpResponseException e, Context ctx) {
    return switch (e.getStatus()) {
      case 404 -> "there is no " + ctx.path() + "; /openapi.json lists what there is";
      case 405 -> ctx.method() + " is not for " + ctx.path() + "; /openapi.json lists what is";
      case 413 -> "a body must not be larger than " + HttpListener.MAX_BODY + " bytes";
      default -> String.valueOf(e.getMessage());
    };
  }
}
