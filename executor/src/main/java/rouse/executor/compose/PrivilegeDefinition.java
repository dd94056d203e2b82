package rouse.executor.compose;

import java.util.List;
import java.util.Optional;

/**
 * What a container may do besides the usual. Dropping is free; everything else is here only because
 * it was allowed by name.
 *
 * @param capDrop capabilities taken away
 * @param groupAdd groups of its user besides the image's
 * @param privileged all that root of the host may
 * @param capAdd capabilities given
 * @param devices {@code host:container:permissions}
 * @param securityOpt such as {@code no-new-privileges} (needs no allowance) or {@code
 *     seccomp=unconfined}
 * @param pid namespace, such as {@code host}
 * @param ipc namespace, such as {@code host}
 * @param usernsMode namespace, such as {@code host}
 */
public record PrivilegeDefinition(
    List<String> capDrop,
    List<String> groupAdd,
    boolean privileged,
    List<String> capAdd,
    List<String> devices,
    List<String> securityOpt,
    Optional<String> pid,
    Optional<String> ipc,
    Optional<String> usernsMode) {

  public static final PrivilegeDefinition NONE =
      new PrivilegeDefinition(
          List.of(),
          List.of(),
          false,
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  public PrivilegeDefinition {
    capDrop = List.copyOf(capDrop);
    groupAdd = List.copyOf(groupAdd);
    capAdd = List.copyOf(capAdd);
    devices = List.copyOf(devices);
    securityOpt = List.copyOf(securityOpt);
  }
}
