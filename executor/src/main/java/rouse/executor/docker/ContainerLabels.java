package rouse.executor.docker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import rouse.contracts.platform.Incarnations;
import rouse.contracts.platform.InstanceId;

/** The labels by which containers are ours, and by which Compose's tools know them as well. */
public final class ContainerLabels {
  public static final String PLATFORM = "rouse.platform";
  public static final String MODULE = "rouse.module";
  public static final String SLOT = "rouse.slot";
  public static final String INCARNATION = "rouse.incarnation";
  public static final String COMMAND = "rouse.command";
  public static final String DEFINITION = "rouse.definition";
  public static final String PROJECT = "com.docker.compose.project";
  public static final String SERVICE = "com.docker.compose.service";
  public static final String NUMBER = "com.docker.compose.container-number";

  /**
   * Of what {@code docker compose run} makes: it serves nobody else, whatever else it is called.
   */
  private static final String ONE_OFF = "com.docker.compose.oneoff";

  private ContainerLabels() {}

  /** All labels of a new container. */
  static Map<String, String> of(NewContainer container) {
    InstanceId instance = container.instance();
    Map<String, String> labels = new LinkedHashMap<>(container.definition().labels());
    labels.put(PROJECT, instance.platform());
    labels.put(SERVICE, instance.module());
    labels.put(NUMBER, Integer.toString(instance.slot()));
    labels.put(PLATFORM, instance.platform());
    labels.put(MODULE, instance.module());
    labels.put(SLOT, Integer.toString(instance.slot()));
    labels.put(INCARNATION, Long.toString(container.incarnation()));
    labels.put(DEFINITION, container.definitionHash());
    container.commandId().ifPresent(id -> labels.put(COMMAND, id));
    ContainerHooks.label(container.definition().process())
        .ifPresent(hooks -> labels.put(ContainerHooks.LABEL, hooks));
    return labels;
  }

  /** Of a volume that nobody named. */
  static Map<String, String> ofVolume(InstanceId instance) {
    return Map.of(
        PROJECT, instance.platform(),
        PLATFORM, instance.platform(),
        MODULE, instance.module(),
        SLOT, Integer.toString(instance.slot()));
  }

  /** The instance that labels name; empty when they name none. */
  static Optional<InstanceId> instance(Map<String, String> labels) {
    if (labels == null
        || !labels.containsKey(PLATFORM)
        || !labels.containsKey(SLOT)
        || "True".equalsIgnoreCase(labels.get(ONE_OFF))) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new InstanceId(
              labels.get(PLATFORM), labels.get(MODULE), Integer.parseInt(labels.get(SLOT))));
    } catch (IllegalArgumentException foreign) {
      return Optional.empty();
    }
  }

  /** Whether it serves its service, and is no run beside it. */
  public static boolean isOfService(Map<String, String> labels) {
    return labels != null && !"True".equalsIgnoreCase(labels.get(ONE_OFF));
  }

  /** The fencing token; 0, older than any, when the label is missing or says none. */
  static long incarnation(Map<String, String> labels) {
    try {
      long incarnation = Long.parseLong(labels.getOrDefault(INCARNATION, "0"));
      return Incarnations.isPossible(incarnation) ? incarnation : 0;
    } catch (NumberFormatException foreign) {
      return 0;
    }
  }
}
