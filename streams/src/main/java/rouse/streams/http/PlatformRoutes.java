package rouse.streams.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.IncidentView;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.PlatformStatus.ModuleStatus;
import rouse.contracts.status.Platforms;
import rouse.streams.query.Peers;
import rouse.streams.query.PlatformReads;
import rouse.streams.query.Standbys;

/** State of platforms, incidents and causes. */
public final class PlatformRoutes implements RouteGroup {
  private final PlatformReads group;
  private final PlatformReads here;
  private final Standbys copies;

  /**
   * @param group answers for every instance of the app
   * @param here answers from the stores of this instance alone
   * @param copies answers from copies of what others own
   */
  public PlatformRoutes(PlatformReads group, PlatformReads here, Standbys copies) {
    this.group = group;
    this.here = here;
    this.copies = copies;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/platforms", this::platforms);
    routes.get("/api/platforms/{p}", ctx -> ctx.json(platform(ctx)));
    routes.get("/api/platforms/{p}/modules/{m}", ctx -> ctx.json(module(ctx)));
    routes.get("/api/platforms/{p}/incidents", this::incidents);
    routes.get("/api/incidents/<id>", this::incident);
    routes.get("/api/why/<id>", this::why);
    routes.get("/api/why-not/<instance>", this::whyNot);
  }

  private PlatformReads reads(Context ctx) {
    if (Peers.COPY.equals(ctx.header(Peers.FORWARDED))) {
      stale(ctx, copies.copyHere());
      return copies.here();
    }
    return isForwarded(ctx) ? here : group.telling(copy -> stale(ctx, copy));
  }

  private static void stale(Context ctx, Standbys.Copy copy) {
    String lag = copy.lag().map(Object::toString).orElse("unknown");
    ctx.header(Peers.STALE, "from=" + copy.instance() + "; lag=" + lag);
  }

  /** Another instance asks, and cuts the list itself. */
  private static boolean isForwarded(Context ctx) {
    return ctx.header(Peers.FORWARDED) != null;
  }

  private void platforms(Context ctx) {
    Platforms all = reads(ctx).platforms();
    ctx.json(
        isForwarded(ctx)
            ? all
            : new Platforms(
                Page.of(ctx, all.platforms(), PlatformStatus::platform, Page.MOST), all.missing()));
  }

  private PlatformStatus platform(Context ctx) {
    String name = ctx.pathParam("p");
    return reads(ctx).platform(name).orElseThrow(() -> noPlatform(name));
  }

  private ModuleStatus module(Context ctx) {
    String name = ctx.pathParam("m");
    return module(platform(ctx), name);
  }

  private void incidents(Context ctx) {
    List<IncidentView> incidents = reads(ctx).incidents(ctx.pathParam("p"));
    if (incidents.isEmpty()) {
      platform(ctx); // there must be one
    }
    ctx.json(isForwarded(ctx) ? incidents : Page.of(ctx, incidents, IncidentView::incidentId));
  }

  private void incident(Context ctx) {
    String id = ctx.pathParam("id");
    ctx.json(
        reads(ctx)
            .incident(id)
            .orElseThrow(
                () ->
                    HttpProblem.notFound(
                        "no incident "
                            + id
                            + " is remembered; /api/platforms/{p}/incidents lists"
                            + " them")));
  }

  private void why(Context ctx) {
    String id = ctx.pathParam("id");
    ctx.json(
        reads(ctx)
            .why(id)
            .orElseThrow(
                () ->
                    HttpProblem.notFound(
                        "nothing is remembered of "
                            + id
                            + "; ask for an incident, a command, a decision, a message or"
                            + " <platform>/<module>/<slot>")));
  }

  private void whyNot(Context ctx) {
    InstanceId id = instance(ctx.pathParam("instance"));
    ctx.json(
        reads(ctx)
            .whyNot(id)
            .orElseThrow(
                () ->
                    HttpProblem.notFound(
                        "nothing is known of "
                            + id
                            + "; /api/platforms/"
                            + id.platform()
                            + " lists the instances there are")));
  }

  private static InstanceId instance(String text) {
    try {
      return InstanceId.parse(text);
    } catch (IllegalArgumentException e) {
      throw HttpProblem.badRequest("say which instance: <platform>/<module>/<slot>");
    }
  }

  static ModuleStatus module(PlatformStatus platform, String name) {
    return platform.modules().stream()
        .filter(module -> module.module().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                HttpProblem.notFound("platform " + platform.platform() + " has no module " + name));
  }

  static HttpProblem noPlatform(String name) {
    return HttpProblem.notFound(
        "no platform "
            + name
            + " was ever declared or heard; /api/platforms lists those there are");
  }
}
