package rouse.executor.docker.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.model.AuthConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Json;

/**
 * Logins that a credential helper of {@code ~/.docker/config.json} keeps. Those that stand in the
 * file itself docker-java reads.
 */
final class RegistryLogins {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryLogins.class);
  private static final String HUB = "https://index.docker.io/v1/";
  private static final String TOKEN = "<token>";
  private static final long LONGEST_SECONDS = 30;

  private final Path config;
  private final String path;

  private RegistryLogins(Path config, String path) {
    this.config = config;
    this.path = path;
  }

  /** As the environment of the process says. */
  static RegistryLogins of(Map<String, String> environment) {
    String folder =
        environment.getOrDefault(
            "DOCKER_CONFIG", environment.getOrDefault("HOME", "/") + "/.docker");
    return new RegistryLogins(
        Path.of(folder).resolve("config.json"), environment.getOrDefault("PATH", ""));
  }

  /** The login for the registry of an image; empty when no helper has one. */
  Optional<AuthConfig> of(String image) {
    String registry = registry(image);
    try {
      return helper(registry).flatMap(helper -> ask(helper, registry));
    } catch (IOException e) {
      LOG.warn("no login for {}: {} cannot be read: {}", registry, config, e.getMessage());
      return Optional.empty();
    }
  }

  /** What stands before the first slash, when it is a host. */
  static String registry(String image) {
    int slash = image.indexOf('/');
    String first = slash < 0 ? "" : image.substring(0, slash);
    boolean isHost = first.contains(".") || first.contains(":") || first.equals("localhost");
    return isHost && !first.equals("docker.io") ? first : HUB;
  }

  private Optional<String> helper(String registry) throws IOException {
    if (!Files.isRegularFile(config)) {
      return Optional.empty();
    }
    JsonNode said = Json.MAPPER.readTree(config.toFile());
    JsonNode own = said.path("credHelpers").path(registry);
    String name = own.isTextual() ? own.asText() : said.path("credsStore").asText();
    return Optional.of(name).filter(n -> n.matches("[\\w.-]+"));
  }

  private Optional<AuthConfig> ask(String helper, String registry) {
    Optional<Path> program = program("docker-credential-" + helper);
    if (program.isEmpty()) {
      LOG.warn("no login for {}: there is no docker-credential-{} on the path", registry, helper);
      return Optional.empty();
    }
    ProcessBuilder builder = new ProcessBuilder(program.get().toString(), "get");
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      Process process = builder.start();
      try (var in = process.getOutputStream()) {
        in.write(registry.getBytes(StandardCharsets.UTF_8));
      }
      JsonNode answer;
      try (var out = process.getInputStream()) {
        answer = Json.MAPPER.readTree(out.readAllBytes());
      }
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        return Optional.empty();
      }
      return Optional.of(login(registry, answer));
    } catch (IOException e) {
      LOG.warn("docker-credential-{} gives no login for {}: {}", helper, registry, e.getMessage());
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Optional<Path> program(String name) {
    return Arrays.stream(path.split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder).resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static AuthConfig login(String registry, JsonNode answer) {
    AuthConfig login = new AuthConfig().withRegistryAddress(registry);
    String user = answer.path("Username").asText();
    String secret = answer.path("Secret").asText();
    return user.equals(TOKEN)
        ? login.withIdentityToken(secret)
        : login.withUsername(user).withPassword(secret);
  }
}
