package rouse.streams.http;

import io.javalin.config.RoutesConfig;
import rouse.streams.query.LivenessQueries;
import rouse.streams.query.Peers;

/** Last beats and heartbeat bars; instances ask each other here for their shares. */
public final class LivenessRoutes implements RouteGroup {
  private final LivenessQueries liveness;

  public LivenessRoutes(LivenessQueries liveness) {
    this.liveness = liveness;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get(
        LivenessQueries.PATH,
        ctx -> {
          String platform = ctx.pathParam("p");
          boolean asked = ctx.header(Peers.FORWARDED) != null;
          ctx.json(asked ? liveness.here(platform) : liveness.atLeastOne(platform));
        });
  }
}
