package rouse.executor.bootstrap;

import java.nio.file.Path;
import rouse.contracts.platform.InstanceId;

/**
 * The last incarnation of each instance that the executor starts by itself. Containers tell it as
 * long as they are there; when somebody removed them, a number that began anew would be taken for
 * the past by all who fence with it.
 */
final class Incarnations {
  private final Notebook<Long> notes;

  /**
   * @param folder of what the executor remembers
   */
  Incarnations(Path folder) {
    this.notes = new Notebook<>(folder, "incarnations.json", Long.class);
  }

  /** 0 when there was none. */
  long last(InstanceId instance) {
    return notes.of(instance).orElse(0L);
  }

  /** Before it is started: a kill in between costs a number, and not its order. */
  void remember(InstanceId instance, long incarnation) {
    notes.note(instance, incarnation, Math::max);
  }
}
