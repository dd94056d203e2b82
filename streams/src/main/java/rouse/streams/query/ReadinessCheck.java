package rouse.streams.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import rouse.contracts.status.Restoring;
import rouse.core.detection.ObserverState;
import rouse.streams.liveness.LivenessView;

/** Ready is who runs both applications and reads its own ticks back, in every partition it has. */
public final class ReadinessCheck implements Readiness {
  private final Supplier<KafkaStreams> liveness;
  private final Supplier<KafkaStreams> decide;
  private final Supplier<LivenessView> ledgers;
  private final Supplier<Restoration> restoration;
  private final TickWatch ticks = new TickWatch(System::nanoTime);

  public ReadinessCheck(
      Supplier<KafkaStreams> liveness,
      Supplier<KafkaStreams> decide,
      Supplier<LivenessView> ledgers,
      Supplier<Restoration> restoration) {
    this.liveness = liveness;
    this.decide = decide;
    this.ledgers = ledgers;
    this.restoration = restoration;
  }

  @Override
  public List<String> obstacles() {
    List<String> obstacles = new ArrayList<>();
    try {
      state("the observer", liveness.get().state(), obstacles);
      state("the decider", decide.get().state(), obstacles);
      if (obstacles.isEmpty()) {
        ticks(ledgers.get(), obstacles);
      } else {
        restoring().map(Restoring::text).ifPresent(obstacles::add);
      }
    } catch (NotReady e) {
      obstacles.add(e.getMessage());
    }
    return obstacles;
  }

  @Override
  public Optional<Restoring> restoring() {
    try {
      return restoration.get().now();
    } catch (NotReady e) {
      return Optional.empty();
    }
  }

  private static void state(String who, State state, List<String> obstacles) {
    if (state != State.RUNNING) {
      obstacles.add(who + " is " + state);
    }
  }

  private void ticks(LivenessView view, List<String> obstacles) {
    if (view.observers().containsValue(ObserverState.RESTORING)) {
      obstacles.add("the observer has not read a tick of its own back yet");
    }
    List<Integer> still = ticks.standingStill(view.newestTicks());
    if (!still.isEmpty()) {
      obstacles.add("no tick came back for more than 5 s in partitions " + still);
    }
  }
}
