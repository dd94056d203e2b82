package rouse.executor.command;

import rouse.executor.compose.model.ContainerDefinition;

/** Where a missing image comes from. */
@FunctionalInterface
public interface ImageSource {

  /**
   * Builds the image of a definition, or pulls it.
   *
   * @throws RuntimeException with one line saying why there is none
   */
  void provide(ContainerDefinition definition);
}
