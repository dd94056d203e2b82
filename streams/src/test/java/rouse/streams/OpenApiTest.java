package rouse.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.Javalin;
import io.javalin.http.HandlerType;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Json;
import rouse.contracts.settings.Settings;
import rouse.contracts.settings.SettingsReader;
import rouse.contracts.topic.Topics;

@DisplayName("openapi.json")
class OpenApiTest {
  /** What the dashboard loads is no part of the API. */
  private static final Pattern FILE = Pattern.compile("GET /[a-z]+\\.(js|css)");

  @Test
  @DisplayName("describes every route there is, and no other")
  void describesTheRoutes() throws Exception {
    Settings settings =
        SettingsReader.read(Map.of("http.port", "0"), Map.of(), Map.of(), name -> "");
    try (StatusServer server =
        new StatusServer(settings, Topics.withDefaultNames(), InstantSource.system())) {
      assertThat(described()).isEqualTo(served(server));
    }
  }

  private static Set<String> served(StatusServer server) {
    Javalin javalin =
        Javalin.create(config -> server.groups().forEach(group -> group.addTo(config.routes)));
    Set<String> routes = new TreeSet<>();
    server.groups().forEach(g -> g.servlets().keySet().forEach(path -> routes.add("GET " + path)));
    javalin.unsafe.internalRouter.allHttpHandlers().stream()
        .map(parsed -> parsed.endpoint)
        .filter(endpoint -> !endpoint.method.equals(HandlerType.BEFORE))
        .map(
            endpoint ->
                endpoint.method.name() + " " + endpoint.path.replace('<', '{').replace('>', '}'))
        .filter(route -> !FILE.matcher(route).matches())
        .forEach(routes::add);
    return routes;
  }

  private static Set<String> described() throws Exception {
    Set<String> routes = new TreeSet<>();
    try (var file = OpenApiTest.class.getResourceAsStream("http/openapi.json")) {
      JsonNode paths = Json.MAPPER.readTree(file).get("paths");
      paths
          .properties()
          .forEach(
              path ->
                  path.getValue()
                      .fieldNames()
                      .forEachRemaining(
                          method ->
                              routes.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    }
    return routes;
  }
}
