package rouse.streams.http;

import io.javalin.config.RoutesConfig;
import jakarta.servlet.http.HttpServlet;
import java.util.Map;

/** Routes that belong together; the status API is the sum of its groups. */
@FunctionalInterface
public interface RouteGroup {
  void addTo(RoutesConfig routes);

  /** What is served by a servlet of its own, by path. */
  default Map<String, HttpServlet> servlets() {
    return Map.of();
  }
}
