package rouse.executor.bootstrap;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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

/**
 * Has every image there: built when it is missing or what it is built from has changed, taken when
 * present, pulled when neither. Several at a time, but none before another it builds upon.
 */
public final class Images {
  private final DockerImages engine;
  private final BootProgress progress;
  private final int parallel;
  private final RemoteContexts contexts;
  private final ImageBuilder builder;

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
    this.contexts = new RemoteContexts(remembered);
    this.builder = new ImageBuilder(engine, progress, files, remembered);
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
    ImageOrder order = ImageOrder.of(byName);
    Map<String, CompletableFuture<Image>> ready = new HashMap<>();
    try (ExecutorService workers =
        Executors.newFixedThreadPool(parallel, Thread.ofPlatform().name("image-", 1).factory())) {
      for (String name : order.inOrder()) {
        CompletableFuture<?>[] before =
            order.bases().get(name).stream().map(ready::get).toArray(CompletableFuture[]::new);
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
      return builder.ensure(definition, present);
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
    return found(engine, name);
  }

  static Image found(DockerImages engine, String name) {
    return engine
        .find(name)
        .orElseThrow(() -> new BootException("image " + name + " is gone again. Boot once more."));
  }

  /** The engine's own words, without the name of the call before them. */
  static String reason(EngineException e) {
    String message = e.getMessage().replaceFirst("^(build|pull) \\S+: ", "");
    return message.replaceAll("\\.$", "");
  }

  static String seconds(long start) {
    return String.format(java.util.Locale.ROOT, "%.1f s", (System.nanoTime() - start) / 1e9);
  }
}
