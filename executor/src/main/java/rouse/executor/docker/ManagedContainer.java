package rouse.executor.docker;

import java.util.Map;
import java.util.Optional;
import rouse.contracts.platform.InstanceId;

/**
 * A container of ours, as its labels say.
 *
 * @param id full, 64 hex digits
 * @param name without the engine's leading slash
 * @param commandId the command that made it; empty when an executor made it by itself
 * @param definition hash of what it was made from
 * @param ip its address in its first network, while it runs
 */
public record ManagedContainer(
    String id,
    String name,
    InstanceId instance,
    long incarnation,
    Optional<String> commandId,
    Optional<String> definition,
    ContainerPhase phase,
    Optional<String> ip) {
  private static final String ASIDE = "-old-";

  public ManagedContainer withIp(Optional<String> now) {
    return new ManagedContainer(id, name, instance, incarnation, commandId, definition, phase, now);
  }

  /** Another run of the same container. */
  ManagedContainer again(long run, Optional<String> orderedBy) {
    return new ManagedContainer(id, name, instance, run, orderedBy, definition, phase, ip);
  }

  /** Of labels; empty when they are not those of a container of ours. */
  static Optional<ManagedContainer> of(
      String id,
      String name,
      Map<String, String> labels,
      ContainerPhase phase,
      Optional<String> ip) {
    return ContainerLabels.instance(labels)
        .map(
            instance ->
                new ManagedContainer(
                    id,
                    name.startsWith("/") ? name.substring(1) : name,
                    instance,
                    ContainerLabels.incarnation(labels),
                    Optional.ofNullable(labels.get(ContainerLabels.COMMAND))
                        .filter(c -> !c.isEmpty()),
                    Optional.ofNullable(labels.get(ContainerLabels.DEFINITION))
                        .filter(d -> !d.isEmpty()),
                    phase,
                    ip.filter(a -> !a.isEmpty())));
  }

  /**
   * Its name while another container takes its place. The engine keeps the name, so whoever sees
   * its end knows whose doing that was, also when the executor was killed on the way.
   */
  public String nameAside() {
    return instance.containerName() + ASIDE + id.substring(0, Math.min(12, id.length()));
  }

  /** Whether an executor has put it aside, to end it and to start another in its place. */
  public boolean isAside() {
    return name.equals(nameAside());
  }

  /** Labels can be copied; the name is had by one container alone. */
  boolean hasNameOfItsSlot() {
    return name.equals(instance.containerName()) || isAside();
  }

  public ManagedContainer withPhase(ContainerPhase now) {
    return new ManagedContainer(
        id,
        name,
        instance,
        incarnation,
        commandId,
        definition,
        now,
        now.alive() ? ip : Optional.empty());
  }
}
