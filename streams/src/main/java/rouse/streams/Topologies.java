package rouse.streams;

import org.apache.kafka.streams.Topology;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topics;
import rouse.streams.action.ActionSettings;
import rouse.streams.action.ActionTopology;
import rouse.streams.clock.ReadProgress;
import rouse.streams.decide.DecideSettings;
import rouse.streams.decide.DecideTopology;
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

  /** Decider and actions: exactly once. */
  public static Topology decide(Settings settings, Topics topics) {
    Topology topology = new Topology();
    new DecideTopology(DecideSettings.from(settings), topics).addTo(topology);
    new ActionTopology(ActionSettings.from(settings), topics).addTo(topology);
    return topology;
  }
}
