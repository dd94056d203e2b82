package rouse.executor.bootstrap;

import java.time.Duration;
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

  /**
   * Whether somebody stops what fills a slot, or it has ended and it is not known yet how.
   *
   * @param grace between the stop signal and the kill
   */
  boolean isBeingStopped(InstanceId instance, Duration grace);

  /**
   * Makes and starts a container of an instance, in the place of any older one.
   *
   * @param hung what runs there may hang, and is not waited for as long as another
   * @throws rouse.executor.docker.EngineException when the engine does not do it, or does not say
   *     whether it did
   */
  void fill(InstanceId instance, long incarnation, String reason, boolean hung);
}
