package rouse.executor.bootstrap;

import java.time.Instant;
import java.util.Optional;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.Inspection;

/** The slots of the control plane's modules. */
interface Slots {

  /**
   * What fills a slot now, alive: its newest container.
   *
   * @throws rouse.executor.docker.EngineException when the engine does not say
   */
  Optional<Inspection> alive(InstanceId instance);

  /** When what fills a slot now was told to stop; empty when nobody told it. */
  Optional<Instant> toldToStop(InstanceId instance);

  /**
   * Makes and starts a container of an instance, in the place of any older one.
   *
   * @throws rouse.executor.docker.EngineException when the engine does not do it, or does not say
   *     whether it did
   */
  void fill(InstanceId instance, long incarnation, String reason);
}
