package rouse.streams.http;

import io.javalin.config.RoutesConfig;

/** Routes that belong together; the status API is the sum of its groups. */
@FunctionalInterface
public interface RouteGroup {
  void addTo(RoutesConfig routes);
}
