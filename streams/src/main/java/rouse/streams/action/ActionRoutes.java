package rouse.streams.action;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import rouse.streams.http.HttpProblem;
import rouse.streams.http.RouteGroup;
import rouse.streams.query.Peers;

/** What was displayed and what became of notifications. */
public final class ActionRoutes implements RouteGroup {
  private final ActionQueries actions;

  public ActionRoutes(ActionQueries actions) {
    this.actions = actions;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get(
        "/api/displays/{serviceId}",
        ctx -> ctx.json(actions.displays(ctx.pathParam("serviceId"), isPassedOn(ctx))));
    routes.get("/api/deliveries", this::deliveries);
    routes.get(
        ActionQueries.CHANNELS_PATH,
        ctx -> ctx.json(actions.channels(ctx.pathParam("p"), isPassedOn(ctx))));
  }

  private void deliveries(Context ctx) {
    String recipient = ctx.queryParam("recipient");
    if (recipient == null || recipient.isBlank()) {
      throw HttpProblem.badRequest("say whose: ?recipient=a@example.org, a number, or a webhook");
    }
    ctx.json(actions.deliveries(recipient, isPassedOn(ctx)));
  }

  private static boolean isPassedOn(Context ctx) {
    return ctx.header(Peers.FORWARDED) != null;
  }
}
