package rouse.contracts.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.event.Nullable;

/**
 * What the containers of a platform use on one host, and how the servers of its load balancers are:
 * the value in {@code rouse.usage}, keyed by platform. Nothing is decided from it; people look at
 * it.
 *
 * @param host of the executor that measured
 * @param instances what was measured since the last record; a container may be missing
 * @param servers all of the balancers that this executor tells their workers; null when it tells
 *     none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HostUsage(
    String host, List<InstanceUsage> instances, @Nullable List<BalancerServer> servers) {
  /** CloudEvents type. */
  public static final String TYPE = "rouse.usage.HostUsage";

  private static final int MOST = 10_000;

  /**
   * What one container uses. A missing value is unknown, never zero.
   *
   * @param cpu processors in use since the look before
   * @param memory in bytes, without the cache that the kernel takes back when it needs to
   * @param memoryLimit in bytes; the host's memory where it has none of its own
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record InstanceUsage(
      String module,
      int slot,
      @Nullable Double cpu,
      @Nullable Long memory,
      @Nullable Long memoryLimit) {}

  /**
   * A server as its load balancer sees it.
   *
   * @param balancer the module
   * @param server its name, as {@code worker_node_3}
   * @param address as {@code 172.18.0.4:5000}
   * @param status as {@code UP}, {@code DOWN 1/2}, {@code DRAIN}, {@code MAINT}
   * @param sessions that it serves now
   * @param queued sessions that wait for it
   */
  public record BalancerServer(
      String balancer, String server, String address, String status, long sessions, long queued) {}

  public HostUsage {
    instances = List.copyOf(instances);
    servers = servers == null ? null : List.copyOf(servers);
  }

  /**
   * Reads it.
   *
   * @throws MalformedRecordException with the reason
   */
  public static HostUsage read(byte[] json) {
    HostUsage usage = CloudEvents.readBody(HostUsage.class, json);
    if (usage.instances().size() > MOST
        || (usage.servers() != null && usage.servers().size() > MOST)) {
      throw new MalformedRecordException("more than " + MOST + " instances or servers");
    }
    return usage;
  }

  public byte[] toBytes() {
    return CloudEvents.body(this);
  }
}
