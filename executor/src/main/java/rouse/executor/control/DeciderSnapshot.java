package rouse.executor.control;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Json;
import rouse.core.state.InstanceState;
import rouse.core.state.Layouts;
import rouse.core.state.PlatformState;
import rouse.executor.files.AtomicFile;

/**
 * The state of the local decider in a file beside {@code ip.json}, written whole or not at all. The
 * one before it is kept: when the newest cannot be read it is put aside, for somebody to look at,
 * and the one before counts.
 */
final class DeciderSnapshot {
  private static final Logger LOG = LoggerFactory.getLogger(DeciderSnapshot.class);

  /** Number of the layout of the whole; its parts have numbers of their own. */
  private static final int LAYOUT = 1;

  private final Path file;
  private final Path before;
  private final String platform;

  /** What was last to be written, though the disk may not have taken it. */
  private byte[] newest;

  private PlatformState written;

  /** More than all runs of all containers that the engine may tell of once more. */
  private static final int RUNS = 256;

  private final Deque<String> runs = new ArrayDeque<>();

  /**
   * @param runs ids of the newest facts about starts and ends of containers
   */
  private record Content(
      int layout, JsonNode header, List<JsonNode> instances, List<String> runs) {}

  /**
   * @param folder of what the executor remembers; made when it is not there
   */
  DeciderSnapshot(Path folder, String platform) {
    this.file = folder.resolve("control-plane.json");
    this.before = folder.resolve("control-plane.json.before");
    this.platform = platform;
  }

  /** Nothing of earlier runs is known any more. */
  void forget() {
    try {
      Files.deleteIfExists(file);
      Files.deleteIfExists(before);
    } catch (IOException e) {
      LOG.error("cannot remove {} ({}). Remove it by hand.", file, e.toString());
    }
  }

  boolean exists() {
    return Files.exists(file) || Files.exists(before);
  }

  /** As it was written last; an empty state when there is none, or none can be read. */
  PlatformState read() {
    for (Path each : List.of(file, before)) {
      if (Files.exists(each)) {
        try {
          byte[] content = Files.readAllBytes(each);
          PlatformState state = decoded(content);
          newest = content;
          return state;
        } catch (IOException | RuntimeException e) {
          putAside(each, e);
        }
      }
    }
    return PlatformState.empty(platform);
  }

  /** As before the step that failed, whatever the disk has taken since. */
  PlatformState readBack() {
    try {
      return newest == null ? PlatformState.empty(platform) : decoded(newest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PlatformState decoded(byte[] content) throws IOException {
    Content read = Json.STATE_MAPPER.readValue(content, Content.class);
    if (read.layout() < LAYOUT) {
      throw new IOException("its layout is " + read.layout() + ", not " + LAYOUT);
    }
    List<InstanceState> instances = new ArrayList<>();
    for (JsonNode instance : read.instances()) {
      instances.add(Layouts.INSTANCE.fromTree(instance));
    }
    PlatformState state = PlatformState.restored(Layouts.HEADER.fromTree(read.header()), instances);
    runs.clear();
    runs.addAll(read.runs());
    runs.forEach(state.recentFacts()::add);
    return state;
  }

  private void putAside(Path unreadable, Exception why) {
    Path aside = unreadable.resolveSibling(unreadable.getFileName() + ".unreadable");
    LOG.error(
        "{} cannot be read ({}) and is kept as {}. What somebody stopped or held by hand of the"
            + " control plane may be forgotten: look whether it runs.",
        unreadable,
        why.toString(),
        aside.getFileName());
    try {
      Files.move(unreadable, aside, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.error("cannot keep {} ({})", unreadable, e.toString());
    }
  }

  /**
   * Remembers that a fact was taken in. What a container did, and what an operator wanted, may be
   * told again to the next process, which must not take it for news.
   */
  void taken(Envelope<Fact> fact) {
    switch (fact.body()) {
      case Fact.ContainerStarted f -> add(fact.id());
      case Fact.ContainerDied f -> add(fact.id());
      case Fact.ContainerStoppedByOperator f -> add(fact.id());
      case Fact.RestartRequested f -> add(fact.id());
      case Fact.HoldRequested f -> add(fact.id());
      case Fact.ReleaseRequested f -> add(fact.id());
      default -> {
        // Told once, or harmless when it is told again.
      }
    }
  }

  private void add(String id) {
    runs.addLast(id);
    if (runs.size() > RUNS) {
      runs.removeFirst();
    }
  }

  /** Writes what has changed since the last time. */
  void write(PlatformState state) {
    // Each call takes what has changed, so all three are made.
    boolean instances = !state.takeChangedInstances().isEmpty();
    boolean forgotten = !state.takeForgotten().isEmpty();
    boolean header = state.takeHeaderChanged();
    if (state == written && !instances && !forgotten && !header) {
      return;
    }
    written = state;
    try {
      byte[] content =
          Json.STATE_MAPPER.writeValueAsBytes(
              new Content(
                  LAYOUT,
                  Layouts.HEADER.toTree(state.header()),
                  state.instances().stream().map(Layouts.INSTANCE::toTree).toList(),
                  List.copyOf(runs)));
      newest = content;
      AtomicFile.writeDurably(file, content, before);
    } catch (IOException e) {
      // Nothing of it is on disk: the next fact writes it again.
      written = null;
      LOG.error(
          "cannot write {} ({}). Make the folder writable, or set executor.state.",
          file,
          e.toString());
    }
  }
}
