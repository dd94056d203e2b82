package rouse.contracts.status;

import java.time.Instant;

/**
 * A server of a load balancer, as the balancer sees it.
 *
 * @param host whose executor asked the balancer
 * @param balancer the module
 * @param server its name, as {@code worker_node_3}
 * @param address as {@code 172.18.0.4:5000}
 * @param status as {@code UP}, {@code DOWN 1/2}, {@code DRAIN}, {@code MAINT}
 * @param sessions that it serves now
 * @param queued sessions that wait for it
 * @param at when it was told
 */
public record ServerStatus(
    String host,
    String balancer,
    String server,
    String address,
    String status,
    long sessions,
    long queued,
    Instant at) {}
