package rouse.executor.bootstrap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import rouse.executor.compose.model.ContainerDefinition;
import rouse.executor.compose.model.ContainerDefinition.PullPolicy;
import rouse.executor.docker.engine.EngineException;
import rouse.executor.docker.image.DockerImages;
import rouse.executor.docker.image.DockerImages.Image;
import rouse.executor.files.FileHashes;
import rouse.executor.files.JsonFileStore;

/** Builds an image when it is missing, or when what it is built from has changed. */
final class ImageBuilder {
  private static final int OUTPUT_LINES = 40;
  private final DockerImages engine;
  private final BootProgress progress;
  private final FileHashes files;
  private final JsonFileStore<Built> built;

  /**
   * What was made of a build context.
   *
   * @param context hash of all that the image was built from, {@link BuildContext#hash}
   * @param image its id
   */
  record Built(String context, String image) {}

  /**
   * @param files what is known already of the files in build contexts
   * @param remembered folder of what is known of earlier builds
   */
  ImageBuilder(DockerImages engine, BootProgress progress, FileHashes files, Path remembered) {
    this.engine = engine;
    this.progress = progress;
    this.files = files;
    this.built = new JsonFileStore<>(remembered, "images.json", Built.class);
  }

  /**
   * Has it built.
   *
   * @param present what is there of that name
   * @throws BootException naming the step that failed, and its last words
   */
  Image ensure(ContainerDefinition definition, Optional<Image> present) {
    String name = definition.image();
    var build = definition.build().orElseThrow();
    BuildContext context = BuildContext.of(build);
    String hash = context.hash(baseIds(context, definition), files);
    Optional<Built> known = present.map(image -> new Built(hash, image.id()));
    boolean current = known.isPresent() && known.equals(built.of(name));
    if (current && definition.pull() != PullPolicy.BUILD) {
      return present.get();
    }
    String step = "image " + name;
    long start = System.nanoTime();
    progress.began(step);
    Optional<BuildKitNeed> need = BuildKitNeed.of(context.dockerfileText());
    StepOutput output = new StepOutput(OUTPUT_LINES);
    try (ContextArchive archive = new ContextArchive(context)) {
      send(name, definition, archive, context.dockerfile(), need.isPresent(), output);
    } catch (EngineException e) {
      output.lines().forEach(line -> progress.output(step, line));
      throw notBuilt(name, context, need, output, e);
    } catch (IOException e) {
      throw new BootException(
          "the context of image " + name + " cannot be sent: " + e.getMessage() + ". Try again.",
          e);
    }
    Image image = Images.found(engine, name);
    built.note(name, new Built(hash, image.id()), (before, now) -> now);
    progress.finished(step, how(present, image) + " in " + Images.seconds(start));
    return image;
  }

  private static BootException notBuilt(
      String name,
      BuildContext context,
      Optional<BuildKitNeed> need,
      StepOutput output,
      EngineException e) {
    String why = context.asWritten(Images.reason(e));
    if (need.isPresent() && DockerImages.hasNoBuildKit(e)) {
      String line = context.asWritten(need.get().toString());
      return new BootException(
          "image "
              + name
              + " cannot be built: "
              + line
              + " in "
              + context.shownAs()
              + " needs BuildKit, and this engine has none ("
              + why
              + "). Switch it on in the engine, or write the line without.",
          e);
    }
    return new BootException(
        "image "
            + name
            + " cannot be built, "
            + output.step()
            + " failed: "
            + why
            + context.lineIn(why)
            + ". Correct "
            + context.shownAs()
            + " or what it copies.",
        e);
  }

  /** The engine may have built something from an archive that broke off. */
  private void send(
      String name,
      ContainerDefinition definition,
      ContextArchive archive,
      String dockerfile,
      boolean buildKit,
      StepOutput output)
      throws IOException {
    try {
      engine.build(
          name,
          definition.platform(),
          definition.build().orElseThrow(),
          archive,
          dockerfile,
          buildKit,
          output::accept);
    } catch (EngineException e) {
      archive.requireWhole();
      throw e;
    }
    archive.requireWhole();
  }

  /** Another context may lead to the same image: then nothing that runs has to be replaced. */
  private static String how(Optional<Image> before, Image now) {
    if (before.isEmpty()) {
      return "built";
    }
    return before.get().content().equals(now.content()) ? "rebuilt, same image," : "built anew";
  }

  private Map<String, String> baseIds(BuildContext context, ContainerDefinition definition) {
    Map<String, String> ids = new HashMap<>();
    for (String base :
        BaseImages.of(context.dockerfileText(), definition.build().orElseThrow().args())) {
      engine.find(base).ifPresent(image -> ids.put(base, image.id()));
    }
    return ids;
  }
}
