package rouse.streams.query;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import rouse.streams.liveness.LastHeardStore;
import rouse.streams.liveness.LivenessView;
import rouse.streams.query.LivenessShare.Sign;
import rouse.streams.query.LivenessShare.Watch;

/** The ledgers of the partitions that this instance observes. */
public final class StoreLivenessReads implements LivenessReads {
  private final Supplier<KafkaStreams> liveness;

  public StoreLivenessReads(Supplier<KafkaStreams> liveness) {
    this.liveness = liveness;
  }

  @Override
  public LivenessShare liveness(String platform) {
    LivenessView view = view();
    Map<String, Sign> signs = new HashMap<>();
    view.forEachOf(
        platform,
        sign -> signs.put(sign.key(), new Sign(sign.lastHeard(), sign.incarnation(), sign.bars())));
    Map<Integer, Watch> partitions = new HashMap<>();
    var ticks = view.newestTicks();
    view.observers()
        .forEach(
            (partition, state) ->
                partitions.put(
                    partition,
                    new Watch(state.name().toLowerCase(Locale.ROOT), ticks.get(partition))));
    return new LivenessShare(signs, partitions);
  }

  /** To be asked for anew with every question: tasks come and go. */
  public LivenessView view() {
    try {
      return liveness
          .get()
          .store(StoreQueryParameters.fromNameAndType(LastHeardStore.NAME, LivenessView.TYPE));
    } catch (InvalidStateStoreException | IllegalStateException e) {
      throw new NotReady("the observer is not open: " + e.getMessage(), e);
    }
  }
}
