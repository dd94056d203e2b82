package rouse.executor.command;

import rouse.executor.compose.model.ContainerDefinition;

/** Where what a container needs comes from, when it is not there: somebody may have removed it. */
@FunctionalInterface
public interface Prerequisites {

  /**
   * Makes the networks of the platform that are missing, and builds the image or pulls it.
   *
   * @throws RuntimeException with one line saying why there is none
   */
  void provide(ContainerDefinition definition);

  /**
   * Makes the named volumes that are missing, as the platform file describes them: the engine would
   * make them by itself, and without their options.
   */
  default void ensureVolumes(ContainerDefinition definition) {}
}
