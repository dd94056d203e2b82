package rouse.executor.compose.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import rouse.executor.compose.yaml.OrderedCopies;

/**
 * What a container may do besides the usual.
 *
 * @param capDrop capabilities taken away
 * @param groupAdd groups of its user besides the image's
 * @param privileged all that root of the host may
 * @param capAdd capabilities given
 * @param devices {@code host:container:permissions}
 * @param deviceCgroupRules such as {@code c 1:3 mr}
 * @param deviceRequests devices that a driver gives, such as GPUs
 * @param securityOpt such as {@code no-new-privileges} or {@code seccomp=unconfined}
 * @param pid namespace, such as {@code host} or {@code container:NAME}
 * @param ipc namespace, such as {@code host} or {@code container:NAME}
 * @param usernsMode namespace, such as {@code host}
 * @param uts namespace: {@code host}
 * @param cgroup namespace: {@code host} or {@code private}
 * @param cgroupParent the control group above the container's
 * @param runtime what runs it, such as {@code nvidia}
 */
public record PrivilegeDefinition(
    List<String> capDrop,
    List<String> groupAdd,
    boolean privileged,
    List<String> capAdd,
    List<String> devices,
    List<String> deviceCgroupRules,
    List<DeviceRequest> deviceRequests,
    List<String> securityOpt,
    Optional<String> pid,
    Optional<String> ipc,
    Optional<String> usernsMode,
    Optional<String> uts,
    Optional<String> cgroup,
    Optional<String> cgroupParent,
    Optional<String> runtime) {

  /**
   * Devices that a driver gives.
   *
   * @param count how many; -1 for all, 0 when they are named by id
   * @param capabilities such as {@code gpu}
   */
  public record DeviceRequest(
      Optional<String> driver,
      int count,
      List<String> ids,
      List<String> capabilities,
      Map<String, String> options) {
    public DeviceRequest {
      ids = List.copyOf(ids);
      capabilities = List.copyOf(capabilities);
      options = OrderedCopies.ordered(options);
    }
  }

  public static final PrivilegeDefinition NONE =
      new PrivilegeDefinition(
          List.of(),
          List.of(),
          false,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  public PrivilegeDefinition {
    capDrop = List.copyOf(capDrop);
    groupAdd = List.copyOf(groupAdd);
    capAdd = List.copyOf(capAdd);
    devices = List.copyOf(devices);
    deviceCgroupRules = List.copyOf(deviceCgroupRules);
    deviceRequests = List.copyOf(deviceRequests);
    securityOpt = List.copyOf(securityOpt);
  }
}
