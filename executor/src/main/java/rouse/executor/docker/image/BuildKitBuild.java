package rouse.executor.docker.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Consumer;
import rouse.contracts.event.Json;
import rouse.executor.compose.model.BuildDefinition;
import rouse.executor.docker.engine.EngineException;

/**
 * A build by the BuildKit that is part of the engine. docker-java asks for the classic builder
 * only, so the request is written here; the context is sent as the classic builder gets it, which
 * needs no session.
 */
final class BuildKitBuild {
  private static final int OK = 200;
  private final String version;
  private final Consumer<String> output;

  BuildKitBuild(String version, Consumer<String> output) {
    this.version = version;
    this.output = output;
  }

  /**
   * @throws EngineException with the builder's words
   */
  void run(
      DockerClientImpl client,
      String name,
      Optional<String> platform,
      BuildDefinition definition,
      InputStream context,
      String dockerfile) {
    DockerHttpClient.Request request =
        DockerHttpClient.Request.builder()
            .method(DockerHttpClient.Request.Method.POST)
            .path("/v" + version + "/build?" + query(name, platform, definition, dockerfile))
            .putHeader("Content-Type", "application/x-tar")
            .body(context)
            .build();
    try (DockerHttpClient.Response response = client.getHttpClient().execute(request)) {
      if (response.getStatusCode() != OK) {
        String body = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
        throw refused(name, Json.MAPPER.readTree(body).path("message").asText(body));
      }
      follow(name, response.getBody());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void follow(String name, InputStream lines) throws IOException {
    BuildKitTrace trace = new BuildKitTrace(output);
    try (MappingIterator<JsonNode> each = Json.MAPPER.readerFor(JsonNode.class).readValues(lines)) {
      while (each.hasNext()) {
        JsonNode line = each.next();
        if (line.hasNonNull("error")) {
          throw refused(name, line.get("error").asText());
        }
        if (line.path("id").asText().equals(BuildKitTrace.ID)) {
          trace.accept(line.path("aux").asText());
        }
      }
    }
  }

  private static EngineException refused(String name, String words) {
    String plain =
        words.replaceAll(
            "^(failed to solve( with frontend [\\w.]+)?: |failed to create LLB definition: )+", "");
    return new EngineException(EngineException.Kind.REFUSED, "build " + name + ": " + plain, null);
  }

  private static String query(
      String name, Optional<String> platform, BuildDefinition definition, String dockerfile) {
    StringJoiner query = new StringJoiner("&");
    add(query, "version", "2");
    add(query, "t", name);
    definition.options().tags().forEach(tag -> add(query, "t", tag));
    add(query, "dockerfile", dockerfile);
    add(query, "buildargs", json(definition.args()));
    add(query, "labels", json(definition.labels()));
    definition.target().ifPresent(target -> add(query, "target", target));
    definition.network().ifPresent(network -> add(query, "networkmode", network));
    platform.ifPresent(p -> add(query, "platform", p));
    if (definition.noCache()) {
      add(query, "nocache", "1");
    }
    if (definition.pull()) {
      add(query, "pull", "1");
    }
    definition.options().shmBytes().ifPresent(b -> add(query, "shmsize", Long.toString(b)));
    if (!definition.options().extraHosts().isEmpty()) {
      add(query, "extrahosts", String.join(",", definition.options().extraHosts()));
    }
    if (!definition.options().cacheFrom().isEmpty()) {
      add(query, "cachefrom", json(definition.options().cacheFrom()));
    }
    return query.toString();
  }

  private static void add(StringJoiner query, String key, String value) {
    query.add(key + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
  }

  private static String json(Object value) {
    try {
      return Json.MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written: " + value.getClass(), e);
    }
  }

  /** Whether the engine has no BuildKit, or has it switched off. */
  static boolean isMissing(EngineException refusal) {
    String words = String.valueOf(refusal.getMessage());
    return words.contains("buildkit is not supported") || words.contains("invalid version");
  }
}
