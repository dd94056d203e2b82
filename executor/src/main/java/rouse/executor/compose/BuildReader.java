package rouse.executor.compose;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import rouse.executor.compose.model.BuildDefinition;
import rouse.executor.compose.model.BuildOptions;
import rouse.executor.compose.yaml.MessageText;
import rouse.executor.compose.yaml.Section;

/** How a module's image is built. */
public final class BuildReader {
  private static final String DOCKERFILE = "Dockerfile";

  /** Another host of the platform may have it, and whoever has the image needs no context. */
  private static final String MISSING = "Without it the image must be there already.";

  /** Where a fetched context will be, as long as it is not. */
  private static final Path NOT_YET = Path.of("/");

  private final ReaderScope scope;

  BuildReader(ReaderScope scope) {
    this.scope = scope;
  }

  Optional<BuildDefinition> read(Section build) {
    if (!build.present()) {
      return Optional.empty();
    }
    Section place = build.isMapping() ? build.at("context") : build;
    String text = place.text().orElse(".");
    if (!isRemote(text)) {
      return scope.files().readable(place, text).flatMap(context -> read(build, place, context));
    }
    if (GitContext.of(text).isEmpty()) {
      place.warning(
          "a context is fetched from Git repositories alone; the image must be there already",
          "Check it out and name its folder.");
      return Optional.empty();
    }
    return Optional.of(definition(build, NOT_YET, Optional.of(text)));
  }

  private Optional<BuildDefinition> read(Section build, Section place, Path context) {
    BuildDefinition definition = definition(build, context, Optional.empty());
    Path dockerfile = definition.dockerfile();
    boolean inline = definition.inlineDockerfile().isPresent();
    Section named = build.at("dockerfile").present() ? build.at("dockerfile") : build;
    if (!Files.isDirectory(context)) {
      place.warning(
          "there is no folder " + MessageText.quoted(context.toString()) + " to build from",
          MISSING);
    } else if (!inline && !Files.isRegularFile(dockerfile)) {
      named.warning("there is no " + MessageText.quoted(dockerfile.toString()), MISSING);
    }
    if (!inline && build.confined()) {
      Optional<Path> inside = scope.files().readable(named, dockerfile.toString());
      if (inside.isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.of(definition);
  }

  private BuildDefinition definition(Section build, Path context, Optional<String> remote) {
    return new BuildDefinition(
        context,
        remote,
        contexts(build.at("additional_contexts")),
        context.resolve(build.text("dockerfile").orElse(DOCKERFILE)).normalize(),
        build.text("dockerfile_inline"),
        arguments(build.at("args")),
        build.text("target"),
        build.at("labels").plainPairs(),
        build.text("network"),
        build.flag("no_cache"),
        build.flag("pull"),
        new BuildOptions(
            build.at("tags").texts(),
            build.at("cache_from").texts().stream().filter(c -> !c.contains("type=")).toList(),
            NetworkReader.extraHosts(build.at("extra_hosts")),
            build.at("shm_size").bytes()));
  }

  /** Folders as absolute paths, services as the images that they are built to. */
  private Map<String, String> contexts(Section section) {
    Map<String, String> contexts = new LinkedHashMap<>();
    section
        .plainPairs()
        .forEach(
            (name, value) -> {
              Optional<String> from = context(section, value);
              if (from.isEmpty() || !name.matches("[a-z][a-z0-9._-]*")) {
                section.warning(
                    "context " + MessageText.quoted(name + "=" + value) + " is not applied",
                    "Give a plain name and a folder, docker-image://NAME or service:NAME.");
              } else {
                contexts.put(name, from.get());
              }
            });
    return contexts;
  }

  private Optional<String> context(Section section, String value) {
    Optional<String> service = ReaderScope.shared(value);
    if (service.isPresent()) {
      return Optional.of(BuildDefinition.IMAGE + image(service.get()));
    }
    if (value.startsWith(BuildDefinition.IMAGE)) {
      return Optional.of(value);
    }
    return isRemote(value)
        ? Optional.empty()
        : scope.files().readable(section, value).map(Path::toString);
  }

  private String image(String service) {
    return scope
        .root()
        .at("services", service, "image")
        .text()
        .filter(i -> !i.isBlank())
        .orElse(scope.platform() + "-" + service);
  }

  /** An argument without a value takes ours, or is left to the Dockerfile's default. */
  private Map<String, String> arguments(Section args) {
    Map<String, String> arguments = new LinkedHashMap<>();
    args.pairs()
        .forEach(
            (name, value) ->
                value
                    .or(() -> Optional.ofNullable(scope.variables().get(name)))
                    .ifPresent(v -> arguments.put(name, v)));
    return arguments;
  }

  public static boolean isRemote(String context) {
    return context.contains("://")
        || context.startsWith("git@")
        || context.startsWith("github.com/");
  }
}
