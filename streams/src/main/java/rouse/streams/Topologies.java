package rouse.streams;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.streams.Topology;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topics;
import rouse.streams.action.ActionSettings;
import rouse.streams.action.ActionTopology;
import rouse.streams.clock.ReadProgress;
import rouse.streams.decide.DecideSettings;
import rouse.streams.decide.DecideTopology;
import rouse.streams.decide.RecoveryMeters;
import rouse.streams.liveness.LivenessSettings;
import rouse.streams.liveness.LivenessTopology;

/**
 * The two topologies of the streams app, each a pure function of the settings. They are apart
 * because ticks under exactly-once would cost a transaction each, and decisions without it would
 * not be once.
 */
public final class Topologies {
  private Topologies() {}

  /**
   * Beats, ticks and the bridge from the original format: at least once.
   *
   * @param reads how far the clients that it runs on have read
   */
  public static Topology liveness(Settings settings, Topics topics, ReadProgress reads) {
    Topology topology = new Topology();
    new LivenessTopology(LivenessSettings.from(settings), topics, reads).addTo(topology);
    return topology;
  }

  /**
   * Decider and actions: exactly once.
   *
   * @param registry where they count what they do
   */
  public static Topology decide(Settings settings, Topics topics, MeterRegistry registry) {
    Topology topology = new Topology();
    new DecideTopology(DecideSettings.from(settings), topics, new RecoveryMeters(registry))
        .addTo(topology);
    new ActionTopology(ActionSettings.from(settings), topics, registry).addTo(topology);
    return topology;
  }
}
