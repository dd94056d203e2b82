package rouse.executor.compose;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import rouse.executor.compose.model.BuildDefinition;
import rouse.executor.compose.yaml.MessageText;
import rouse.executor.compose.yaml.Section;

/** How a module's image is built. */
public final class BuildReader {
  private static final String DOCKERFILE = "Dockerfile";

  /** Another host of the platform may have it, and whoever has the image needs no context. */
  private static final String MISSING = "Without it the image must be there already.";

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
    if (isRemote(text)) {
      place.warning(
          "a context is not fetched from elsewhere; the image must be there already",
          "Check it out and name its folder.");
      return Optional.empty();
    }
    return scope.files().readable(place, text).flatMap(context -> read(build, place, context));
  }

  private Optional<BuildDefinition> read(Section build, Section place, Path context) {
    Optional<String> inline = build.text("dockerfile_inline");
    Path dockerfile = context.resolve(build.text("dockerfile").orElse(DOCKERFILE)).normalize();
    Section named = build.at("dockerfile").present() ? build.at("dockerfile") : build;
    if (inline.isPresent() && build.at("dockerfile").present()) {
      named.error("dockerfile and dockerfile_inline exclude each other", "Keep one.");
    } else if (!Files.isDirectory(context)) {
      place.warning(
          "there is no folder " + MessageText.quoted(context.toString()) + " to build from",
          MISSING);
    } else if (inline.isEmpty() && !Files.isRegularFile(dockerfile)) {
      named.warning("there is no " + MessageText.quoted(dockerfile.toString()), MISSING);
    }
    if (inline.isEmpty() && build.confined()) {
      Optional<Path> inside = scope.files().readable(named, dockerfile.toString());
      if (inside.isEmpty()) {
        return Optional.empty();
      }
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

  public static boolean isRemote(String context) {
    return context.contains("://")
        || context.startsWith("git@")
        || context.startsWith("github.com/");
  }
}
