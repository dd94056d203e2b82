package rouse.executor.compose;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How a module's image is built. */
final class BuildReader {
  private static final String DOCKERFILE = "Dockerfile";
  private final Scope scope;

  BuildReader(Scope scope) {
    this.scope = scope;
  }

  Optional<BuildDefinition> read(Section build) {
    if (!build.present()) {
      return Optional.empty();
    }
    Section place = build.isMapping() ? build.at("context") : build;
    String text = place.text().orElse(".");
    if (text.contains("://") || text.startsWith("git@") || text.startsWith("github.com/")) {
      place.error(
          "a context that is fetched from elsewhere is not supported", "Check it out first.");
      return Optional.empty();
    }
    return scope
        .files()
        .path(place, text)
        .filter(context -> isFolder(place, context))
        .flatMap(context -> read(build, context));
  }

  private Optional<BuildDefinition> read(Section build, Path context) {
    Optional<String> inline = build.text("dockerfile_inline");
    Path dockerfile = context.resolve(build.text("dockerfile").orElse(DOCKERFILE)).normalize();
    Section named = build.at("dockerfile").present() ? build.at("dockerfile") : build;
    if (inline.isPresent() && build.at("dockerfile").present()) {
      named.error("dockerfile and dockerfile_inline exclude each other", "Keep one.");
    } else if (inline.isEmpty() && !Files.isRegularFile(dockerfile)) {
      named.error(
          "there is no " + Words.quoted(dockerfile.toString()), "Create it, or name another.");
      return Optional.empty();
    }
    return Optional.of(
        new BuildDefinition(
            context,
            dockerfile,
            inline,
            arguments(build.at("args")),
            build.text("target"),
            build.at("labels").plainPairs(),
            build.text("network"),
            build.flag("no_cache"),
            build.flag("pull")));
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

  private static boolean isFolder(Section place, Path context) {
    if (!Files.isDirectory(context)) {
      place.error("there is no folder " + Words.quoted(context.toString()), "Check the path.");
      return false;
    }
    return true;
  }
}
