package rouse.streams.query;

import static rouse.streams.query.Peers.encoded;

import rouse.contracts.status.Missing;

/** Who was heard when, put together from all observers. */
public final class LivenessQueries {
  /** Path of one observer's share. */
  public static final String PATH = "/api/platforms/{p}/beats";

  private final LivenessReads here;
  private final Owners owners;
  private final Peers peers;

  /**
   * @param owners of the last-heard store
   */
  public LivenessQueries(LivenessReads here, Owners owners, Peers peers) {
    this.here = here;
    this.owners = owners;
    this.peers = peers;
  }

  /** All shares of a platform that can be had; an observer that cannot be asked is named. */
  public LivenessShare of(String platform) {
    return LivenessShare.of(gather(platform));
  }

  /**
   * As {@link #of}.
   *
   * @throws NotReady when there is no share at all
   */
  public LivenessShare atLeastOne(String platform) {
    return LivenessShare.of(gather(platform).orNotReady());
  }

  private ScatterGather<LivenessShare> gather(String platform) {
    String path = PATH.replace("{p}", encoded(platform));
    return ScatterGather.of(
        Missing.BEATS,
        owners,
        () -> here.liveness(platform),
        instance -> peers.need(instance, path, LivenessShare.class));
  }

  /** The share of this instance alone. */
  public LivenessShare here(String platform) {
    return here.liveness(platform);
  }
}
