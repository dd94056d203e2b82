package rouse.streams.query;

import java.time.Instant;
import java.util.List;
import rouse.contracts.status.ModuleUsage;
import rouse.contracts.status.ServerStatus;

/** What people look at besides how it is: curves, and the servers of load balancers. */
public interface UsageReads {
  /**
   * The curve of a module; without points where nothing was measured.
   *
   * @throws NotReady when the cluster cannot be asked
   */
  ModuleUsage usage(String platform, String module, Instant from, Instant to);

  /**
   * As they were told last, those of the last minute.
   *
   * @throws NotReady when the cluster cannot be asked
   */
  List<ServerStatus> servers(String platform, Instant now);
}
