package rouse.streams.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import rouse.contracts.status.ModuleUsage;
import rouse.contracts.status.ServerStatus;
import rouse.streams.query.PlatformReads;
import rouse.streams.query.UsageReads;

/** What modules used over time, and how load balancers see their servers. */
public final class UsageRoutes implements RouteGroup {
  private static final int LONGEST_HOURS = 24;
  private final PlatformReads platforms;
  private final UsageReads usage;
  private final InstantSource clock;

  /**
   * @param platforms says which modules there are
   */
  public UsageRoutes(PlatformReads platforms, UsageReads usage, InstantSource clock) {
    this.platforms = platforms;
    this.usage = usage;
    this.clock = clock;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/platforms/{p}/modules/{m}/usage", ctx -> ctx.json(curve(ctx)));
    routes.get(
        "/api/platforms/{p}/servers",
        ctx ->
            ctx.json(
                Page.of(
                    ctx,
                    usage.servers(ctx.pathParam("p"), clock.instant()),
                    UsageRoutes::name,
                    Page.MOST)));
  }

  private static String name(ServerStatus server) {
    return server.host() + "/" + server.balancer() + "/" + server.server();
  }

  private ModuleUsage curve(Context ctx) {
    long hours = Requests.number(ctx, "hours").orElse(1L);
    if (hours < 1 || hours > LONGEST_HOURS) {
      throw HttpProblem.badRequest("hours must be from 1 to " + LONGEST_HOURS);
    }
    String platform = ctx.pathParam("p");
    String module = ctx.pathParam("m");
    PlatformRoutes.module(
        platforms.platform(platform).orElseThrow(() -> PlatformRoutes.noPlatform(platform)),
        module);
    Instant now = clock.instant();
    return usage.usage(platform, module, now.minus(Duration.ofHours(hours)), now);
  }
}
