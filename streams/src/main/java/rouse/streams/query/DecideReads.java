package rouse.streams.query;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import rouse.contracts.status.CauseChain;
import rouse.contracts.status.IncidentView;
import rouse.contracts.status.PlatformStatus;

/** The platforms whose decider runs in this instance, from its stores. */
public final class DecideReads implements PlatformReads {
  public static final String STORE = "platforms";
  private final Supplier<KafkaStreams> decide;

  public DecideReads(Supplier<KafkaStreams> decide) {
    this.decide = decide;
  }

  @Override
  public List<PlatformStatus> platforms() {
    check();
    return List.of();
  }

  @Override
  public Optional<PlatformStatus> platform(String platform) {
    check();
    return Optional.empty();
  }

  @Override
  public List<IncidentView> incidents(String platform) {
    return List.of();
  }

  @Override
  public Optional<IncidentView> incident(String incidentId) {
    return Optional.empty();
  }

  @Override
  public Optional<CauseChain> why(String id) {
    return Optional.empty();
  }

  private void check() {
    KafkaStreams.State state = decide.get().state();
    if (!state.isRunningOrRebalancing()) {
      throw new NotReady("the decider is " + state);
    }
  }
}
