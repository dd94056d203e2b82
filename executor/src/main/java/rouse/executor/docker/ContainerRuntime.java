package rouse.executor.docker;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.engine.EngineException;

/**
 * What runs containers. Every operation has a deadline of its own and throws {@link
 * EngineException}; what is already as it shall be is no error.
 */
public interface ContainerRuntime {

  /** All containers of a platform, also those that do not run. */
  List<ManagedContainer> list(String platform);

  /** All containers of one slot, the newest incarnation first. */
  List<ManagedContainer> list(InstanceId instance);

  /**
   * Empty when there is no such container, or it is not ours: a copy of our labels is not enough.
   */
  Optional<Inspection> inspect(String idOrName);

  /**
   * Makes a container without starting it.
   *
   * @return its id
   */
  String create(NewContainer container);

  void start(String id);

  /**
   * Runs what the platform file wants to run in a container that has just started.
   *
   * @throws EngineException when it fails, with what it printed
   */
  default void afterStart(String id) {}

  /** SIGKILL, also to a paused one; returns when the process is gone. */
  void kill(String id);

  /**
   * The container's stop signal, and SIGKILL when {@code grace} has passed; returns when the
   * process is gone.
   */
  void stop(String id, Duration grace);

  /**
   * As {@link #stop} and {@link #start}, of the same container; returns when it is started. One
   * that does not run is started.
   */
  void restart(String id, Duration grace);

  void rename(String id, String name);

  /** Removes a container, killing it when it runs; its volumes stay. */
  void remove(String id);
}
