package rouse.executor.bootstrap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import rouse.executor.compose.model.BuildDefinition;
import rouse.executor.compose.model.ContainerDefinition;
import rouse.executor.compose.model.ContainerDefinition.PullPolicy;
import rouse.executor.docker.engine.EngineException;
import rouse.executor.docker.image.DockerImages;
import rouse.executor.docker.image.DockerImages.Image;
import rouse.executor.files.FileHashes;
import rouse.executor.files.JsonFileStore;

/**
 * Has every image there: built when it is missing or what it is built from has changed, taken when
 * present, pulled when neither. Several at a time, but none before another it builds upon.
 */
public final class Images {
  private static final int OUTPUT_LINES = 40;
  private final DockerImages engine;
  private final BootProgress progress;
  private final int parallel;
  private final FileHashes files;
  private final RemoteContexts contexts;
  private final JsonFileStore<Built> built;

  /**
   * What was made of a build context.
   *
   * @param context hash of all that the image was built from, {@link BuildContext#hash}
   * @param image its id
   */
  record Built(String context, String image) {}

  /**
   * @param parallel images made at once
   * @param files what is known already of the files in build contexts
   * @param remembered folder of what is known of earlier builds
   */
  public Images(
      DockerImages engine, BootProgress progress, int parallel, FileHashes files, Path remembered) {
    this.engine = engine;
    this.progress = progress;
    this.parallel = parallel;
    this.files = files;
    this.contexts = new RemoteContexts(remembered);
    this.built = new JsonFileStore<>(remembered, "images.json", Built.class);
  }

  /**
   * Has them there.
   *
   * @return the images by name
   * @throws BootException naming every image that cannot be had
   */
  public Map<String, Image> ensure(Collection<ContainerDefinition> definitions) {
    Map<String, ContainerDefinition> byName = new LinkedHashMap<>();
    definitions.forEach(d -> byName.merge(d.image(), d, Images::theOneThatBuilds));
    byName.replaceAll((name, definition) -> fetched(definition));
    Map<String, Set<String>> bases = bases(byName);
    Map<String, CompletableFuture<Image>> ready = new HashMap<>();
    try (ExecutorService workers =
        Executors.newFixedThreadPool(parallel, Thread.ofPlatform().name("image-", 1).factory())) {
      for (String name : inOrder(byName.keySet(), bases)) {
        CompletableFuture<?>[] before =
            bases.get(name).stream().map(ready::get).toArray(CompletableFuture[]::new);
        ready.put(
            name,
            CompletableFuture.allOf(before)
                .thenApplyAsync(done -> ensure(byName.get(name)), workers));
      }
      return collect(ready);
    }
  }

  private static ContainerDefinition theOneThatBuilds(
      ContainerDefinition one, ContainerDefinition other) {
    return one.build().isPresent() ? one : other;
  }

  /** With its context at hand; whose image is there can do without. */
  private ContainerDefinition fetched(ContainerDefinition definition) {
    Optional<BuildDefinition> build = definition.build();
    if (build.flatMap(BuildDefinition::remote).isEmpty()) {
      return definition;
    }
    String step = "context " + build.get().remote().get();
    try {
      progress.began(step);
      Path folder = contexts.fetch(build.get().remote().get());
      progress.finished(step, "fetched");
      return definition.building(build.get().fetched(folder));
    } catch (BootException e) {
      if (engine.find(definition.image()).isEmpty()) {
        throw e;
      }
      progress.finished(
          step, "image " + definition.image() + " is taken as it is: " + e.getMessage());
      return definition.asPresent();
    }
  }

  /** For each image, the others of this platform that it builds upon. */
  private static Map<String, Set<String>> bases(Map<String, ContainerDefinition> byName) {
    Map<String, Set<String>> bases = new HashMap<>();
    byName.forEach(
        (name, definition) -> {
          Set<String> of = new LinkedHashSet<>();
          definition
              .build()
              .filter(BuildDefinition::available)
              .ifPresent(
                  b -> of.addAll(BaseImages.of(BuildContext.of(b).dockerfileText(), b.args())));
          of.retainAll(byName.keySet());
          of.remove(name);
          bases.put(name, of);
        });
    return bases;
  }

  private static List<String> inOrder(Set<String> names, Map<String, Set<String>> bases) {
    List<String> order = new ArrayList<>();
    Deque<String> left = new ArrayDeque<>(names);
    int skipped = 0;
    while (!left.isEmpty()) {
      String name = left.removeFirst();
      if (order.containsAll(bases.get(name))) {
        order.add(name);
        skipped = 0;
      } else if (skipped++ > left.size()) {
        throw new BootException(
            "the images "
                + name
                + " and "
                + String.join(", ", bases.get(name))
                + " are built upon each other. Change the FROM of one of them.");
      } else {
        left.addLast(name);
      }
    }
    return order;
  }

  private static Map<String, Image> collect(Map<String, CompletableFuture<Image>> ready) {
    Map<String, Image> images = new LinkedHashMap<>();
    Set<String> failures = new LinkedHashSet<>();
    ready.forEach(
        (name, image) -> {
          try {
            images.put(name, image.join());
          } catch (CompletionException e) {
            failures.add(e.getCause().getMessage());
          }
        });
    if (!failures.isEmpty()) {
      throw new BootException(String.join("\n", failures));
    }
    return images;
  }

  private Image ensure(ContainerDefinition definition) {
    String name = definition.image();
    Optional<Image> present = engine.find(name);
    // Who has the image needs nothing to build it from.
    boolean isDone =
        present.isPresent() && definition.build().filter(b -> !b.available()).isPresent();
    if (definition.build().isPresent() && !isDone) {
      return built(definition, present);
    }
    if (present.isPresent() && definition.pull() != PullPolicy.ALWAYS) {
      return present.get();
    }
    return pulled(definition, present);
  }

  private Image pulled(ContainerDefinition definition, Optional<Image> present) {
    String name = definition.image();
    if (definition.pull() == PullPolicy.NEVER) {
      throw new BootException(
          "image " + name + " is not present and pull_policy is never. Build or load it.");
    }
    String step = "image " + name;
    long start = System.nanoTime();
    progress.began(step);
    try {
      engine.pull(name, definition.platform());
    } catch (EngineException e) {
      if (present.isPresent()) {
        progress.finished(step, "taken as it is, it cannot be pulled");
        return present.get();
      }
      throw new BootException(
          "image "
              + name
              + " is not present and cannot be pulled: "
              + reason(e)
              + ". Check its name, or build it.",
          e);
    }
    progress.finished(step, "pulled in " + seconds(start));
    return found(name);
  }

  private Image built(ContainerDefinition definition, Optional<Image> present) {
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
    Image image = found(name);
    built.note(name, new Built(hash, image.id()), (before, now) -> now);
    progress.finished(step, how(present, image) + " in " + seconds(start));
    return image;
  }

  private static BootException notBuilt(
      String name,
      BuildContext context,
      Optional<BuildKitNeed> need,
      StepOutput output,
      EngineException e) {
    String why = context.asWritten(reason(e));
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

  private Image found(String name) {
    return engine
        .find(name)
        .orElseThrow(() -> new BootException("image " + name + " is gone again. Boot once more."));
  }

  /** The engine's own words, without the name of the call before them. */
  private static String reason(EngineException e) {
    String message = e.getMessage().replaceFirst("^(build|pull) \\S+: ", "");
    return message.replaceAll("\\.$", "");
  }

  private static String seconds(long start) {
    return String.format(java.util.Locale.ROOT, "%.1f s", (System.nanoTime() - start) / 1e9);
  }
}
