package rouse.streams.query;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.CauseChain;
import rouse.contracts.status.IncidentView;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.PlatformStatus.ObserverStatus;
import rouse.contracts.status.Platforms;
import rouse.contracts.status.WhyNot;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformState;
import rouse.core.status.StatusViews;
import rouse.core.why.Obstacles;
import rouse.streams.decide.DecideStores;

/**
 * The platforms whose decider runs in this instance, from its stores. When whom was heard stays
 * open in their status: {@link LivenessMerge} fills it in.
 */
public final class DecideReads implements PlatformReads {
  /** Its partitions say who owns a platform. */
  public static final String STORE = DecideStores.PLATFORMS;

  private static final int MOST_INCIDENTS = 1_000;
  private static final ObserverStatus UNASKED = new ObserverStatus("restoring", null);
  private final Supplier<KafkaStreams> decide;
  private final Owners owners;
  private final Function<String, LivenessShare> liveness;
  private final boolean copies;

  /**
   * @param owners of {@link #STORE}
   * @param liveness from a platform to what the observers heard of it
   */
  public DecideReads(
      Supplier<KafkaStreams> decide, Owners owners, Function<String, LivenessShare> liveness) {
    this(decide, owners, liveness, false);
  }

  private DecideReads(
      Supplier<KafkaStreams> decide,
      Owners owners,
      Function<String, LivenessShare> liveness,
      boolean copies) {
    this.copies = copies;
    this.decide = decide;
    this.owners = owners;
    this.liveness = liveness;
  }

  /** The same, from copies of what others own as well. */
  public DecideReads ofCopies() {
    return new DecideReads(decide, owners, liveness, true);
  }

  @Override
  public Platforms platforms() {
    return read(
        stores ->
            new Platforms(
                stores.platforms().stream()
                    .flatMap(name -> stores.platform(name).stream())
                    .map(DecideReads::status)
                    .toList(),
                List.of()));
  }

  @Override
  public Optional<PlatformStatus> platform(String platform) {
    return readOf(platform, stores -> stores.platform(platform).map(DecideReads::status));
  }

  private static PlatformStatus status(PlatformState state) {
    return StatusViews.status(state, null, UNASKED, key -> null);
  }

  @Override
  public List<IncidentView> incidents(String platform) {
    return readOf(platform, stores -> stores.incidents(platform, MOST_INCIDENTS));
  }

  @Override
  public Optional<IncidentView> incident(String incidentId) {
    return read(stores -> stores.incident(incidentId));
  }

  @Override
  public Optional<CauseChain> why(String id) {
    return read(stores -> stores.why(id));
  }

  @Override
  public Optional<WhyNot> whyNot(InstanceId id) {
    LivenessShare heard = liveness.apply(id.platform());
    return readOf(
        id.platform(),
        stores ->
            stores
                .platform(id.platform())
                .flatMap(
                    state -> {
                      Obstacles.Sight sight =
                          LivenessMerge.sight(heard, id, stores.heldBy(state, id));
                      InstanceState instance = state.instance(id);
                      return instance == null
                          ? Obstacles.ofFreeSlot(state, id, sight)
                          : Optional.of(Obstacles.of(state, instance, sight));
                    }));
  }

  /**
   * From the platform's partition alone: that there is no such platform can only be said by whoever
   * has it.
   */
  private <T> T readOf(String platform, Function<DecideStores, T> question) {
    int partition = owners.partitionOf(platform);
    return read(() -> DecideStores.of(decide.get(), partition, copies), question);
  }

  private <T> T read(Function<DecideStores, T> question) {
    return read(() -> DecideStores.of(decide.get(), copies), question);
  }

  /** A store can close between being found and being asked: a rebalance waits for no reader. */
  private static <T> T read(Supplier<DecideStores> stores, Function<DecideStores, T> question) {
    try {
      return question.apply(stores.get());
    } catch (InvalidStateStoreException | IllegalStateException e) {
      throw new NotReady("the decider is not open: " + e.getMessage(), e);
    }
  }
}
