package rouse.executor.docker;

import java.util.Map;
import java.util.Optional;
import rouse.contracts.platform.InstanceId;

/** Says which containers an executor looks after, and which slot each fills. */
public interface ContainerIdentity {
  /** What the containers of a platform have among their labels; empty: any. */
  Map<String, String> labelsOf(String platform);

  /** What the containers of a slot have among their labels; empty: any. */
  Map<String, String> labelsOf(InstanceId instance);

  /** Empty when it is somebody else's to look after. */
  Optional<ManagedContainer> of(FoundContainer found);

  /** This executor has made a container. */
  default void made(String containerId) {}

  /** This executor has removed a container. */
  default void removed(String containerId) {}
}
