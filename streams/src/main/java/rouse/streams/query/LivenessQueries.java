package rouse.streams.query;

import static rouse.streams.query.Peers.encoded;

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

  /**
   * All shares of a platform. An observer that cannot be asked is missing from it, and so are its
   * partitions: better an old answer of the decider than none.
   */
  public LivenessShare of(String platform) {
    LivenessShare all = LivenessShare.EMPTY;
    for (String instance : owners.all()) {
      all = all.and(share(instance, platform));
    }
    return all;
  }

  private LivenessShare share(String instance, String platform) {
    try {
      return instance.equals(owners.self())
          ? here.liveness(platform)
          : peers
              .get(instance, PATH.replace("{p}", encoded(platform)), LivenessShare.class)
              .orElse(LivenessShare.EMPTY);
    } catch (NotReady e) {
      return LivenessShare.EMPTY;
    }
  }

  /** The share of this instance alone. */
  public LivenessShare here(String platform) {
    return here.liveness(platform);
  }
}
