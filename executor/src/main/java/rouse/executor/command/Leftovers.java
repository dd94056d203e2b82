package rouse.executor.command;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.engine.EngineException;

/** Removes, by a thread of its own, containers that have a successor. */
final class Leftovers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
  private final ContainerRuntime runtime;
  private final Consumer<String> witness;
  private final ExecutorService clearing =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("clear-containers").daemon().factory());

  /**
   * @param witness told of a container's id before it is removed
   */
  Leftovers(ContainerRuntime runtime, Consumer<String> witness) {
    this.runtime = runtime;
    this.witness = witness;
  }

  void removeLater(String id) {
    try {
      clearing.execute(() -> remove(id));
    } catch (RejectedExecutionException closed) {
      LOG.debug("closing; {} is left to the next start", id);
    }
  }

  private void remove(String id) {
    try {
      witness.accept(id);
      runtime.remove(id);
    } catch (EngineException e) {
      LOG.warn("{}; it is tried again at the next comparison", e.getMessage());
    }
  }

  /** Clears what replacements left behind whose executor was killed: dead, and superseded. */
  void clear(String platform) {
    List<ManagedContainer> present = runtime.list(platform);
    for (ManagedContainer container : present) {
      boolean superseded =
          !container.phase().alive()
              && present.stream()
                  .anyMatch(
                      other ->
                          other.instance().equals(container.instance())
                              && other.incarnation() > container.incarnation()
                              && other.phase().alive());
      if (superseded) {
        LOG.info("removing {}, which a newer container has replaced", container.name());
        removeLater(container.id());
      }
    }
  }

  @Override
  public void close() {
    clearing.shutdown();
  }
}
