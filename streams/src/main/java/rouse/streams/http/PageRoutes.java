package rouse.streams.http;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The dashboard and the description of the API: files that come with the code. */
public final class PageRoutes implements RouteGroup {
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final Map<String, Page> PAGES =
      Map.ofEntries(
          Map.entry("/", new Page("dashboard.html", "text/html; charset=utf-8")),
          Map.entry("/dashboard.css", new Page("dashboard.css", "text/css; charset=utf-8")),
          script("dashboard"),
          script("actions"),
          script("api"),
          script("detail"),
          script("elements"),
          script("graph"),
          script("history"),
          script("instances"),
          script("keys"),
          script("state"),
          script("summary"),
          Map.entry("/openapi.json", new Page("openapi.json", "application/json")));

  private static Map.Entry<String, Page> script(String name) {
    return Map.entry("/" + name + ".js", new Page(name + ".js", SCRIPT));
  }

  /** The page loads nothing from elsewhere, and nobody frames it. */
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
          + " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private record Page(String file, String type) {
    byte[] read() {
      try (InputStream in = PageRoutes.class.getResourceAsStream(file)) {
        if (in == null) {
          throw new IllegalStateException(file + " is missing from the build");
        }
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void addTo(RoutesConfig routes) {
    PAGES.forEach(
        (path, page) -> {
          byte[] content = page.read();
          routes.get(
              path,
              ctx ->
                  ctx.contentType(page.type())
                      .header("Content-Security-Policy", POLICY)
                      .header("X-Content-Type-Options", "nosniff")
                      .header("Cache-Control", "no-cache")
                      .result(content));
        });
  }
}
