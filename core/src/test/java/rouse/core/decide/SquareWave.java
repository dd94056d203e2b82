package rouse.core.decide;

import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import rouse.contracts.event.Decision.Scaled;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ScaleMetric;
import rouse.contracts.platform.ScalePolicy;
import rouse.contracts.platform.ScaleRate;
import rouse.contracts.platform.ScaleTarget;
import rouse.contracts.platform.WorkerLoad;
import rouse.core.state.InstanceState;
import rouse.core.state.recovery.CommandInFlight;
import rouse.core.state.recovery.CommandKind;

/** Ten minutes of requests that come and go, on log time, as they are shared by the workers. */
public final class SquareWave {
  public static final int MIN = 2;
  public static final int MAX = 8;

  /** What the number of workers went down for has lasted for so long. */
  public static final Duration STABILIZE = Duration.ofMinutes(2);

  /** How often load is observed. */
  public static final Duration HOP = Duration.ofMillis(1500);

  private static final Duration WINDOW = Duration.ofSeconds(15);

  /** What one worker can do is 1; so many are busy with the wave's high and with its low. */
  private static final double HIGH = 3.5;

  private static final double LOW = 0.4;
  private final Scenario scenario = new Scenario();
  private final Set<String> served = new HashSet<>();
  private final List<Change> changes = new ArrayList<>();
  private int fewest = Integer.MAX_VALUE;
  private int most;

  /** The number of workers was changed. */
  public record Change(Instant at, int from, int to) {
    boolean isDown() {
      return to < from;
    }
  }

  /** Ten minutes of it. */
  public static SquareWave run(int halfSeconds) {
    SquareWave wave = new SquareWave();
    wave.drive(halfSeconds);
    return wave;
  }

  public List<Change> changes() {
    return changes;
  }

  public List<Change> downs() {
    return changes.stream().filter(Change::isDown).toList();
  }

  public int fewest() {
    return fewest;
  }

  public int most() {
    return most;
  }

  /** The largest number of times that it went down within one stabilisation window. */
  public long mostDownsInOneWindow() {
    return downs().stream()
        .mapToLong(
            first ->
                downs().stream()
                    .filter(d -> !d.at().isBefore(first.at()))
                    .filter(d -> d.at().isBefore(first.at().plus(STABILIZE).minus(HOP)))
                    .count())
        .max()
        .orElse(0);
  }

  /** Whether nothing was opened as an incident. */
  boolean isHealthy() {
    return scenario.state.instancesOf("node").stream().allMatch(i -> i.incident() == null);
  }

  private void drive(int halfSeconds) {
    scenario.declare(platform(self("node").scaled(MIN, policy())));
    serve();
    scenario.skip(Duration.ofMinutes(1));
    Instant start = scenario.now();
    double mean = LOW;
    while (scenario.now().isBefore(start.plus(Duration.ofMinutes(10)))) {
      long second = Duration.between(start, scenario.now()).toSeconds();
      double work = second / halfSeconds % 2 == 0 ? HIGH : LOW;
      // A window's mean follows the load with the window's length.
      mean += (work - mean) * HOP.toMillis() / WINDOW.toMillis();
      observe(mean);
      scenario
          .decisions(Scaled.class)
          .forEach(s -> changes.add(new Change(scenario.now(), s.from(), s.to())));
      serve();
      fewest = Math.min(fewest, scenario.state.wanted("node").size());
      most = Math.max(most, scenario.state.wanted("node").size());
    }
  }

  private static ScalePolicy policy() {
    return ScalePolicy.of(
        MIN,
        MAX,
        List.of(new ScaleTarget(ScaleMetric.LOAD, 0.7)),
        WINDOW,
        null,
        new ScaleRate(STABILIZE, null, 100, null, null),
        null);
  }

  /** The work is shared by those that run. */
  private void observe(double work) {
    List<InstanceState> up =
        scenario.state.wanted("node").stream().filter(i -> i.seen().isUp()).toList();
    List<WorkerLoad> loads =
        up.stream()
            .map(i -> new WorkerLoad(i.id().slot(), 0, work / up.size(), null, null, null))
            .toList();
    Instant to = scenario.skip(HOP).now();
    scenario.fact(Loads.observed("ias", "node", to, loads));
  }

  /** Every command is carried out at once. */
  private void serve() {
    for (InstanceState i : List.copyOf(scenario.state.instancesOf("node"))) {
      CommandInFlight command = scenario.state.instance(i.id()).effort().inFlight();
      if (command == null || !served.add(command.commandId())) {
        continue;
      }
      InstanceId id = id("node", i.id().slot());
      if (command.verb() == CommandKind.RETIRE) {
        scenario.succeed(id);
      } else {
        scenario.bringUp(id);
      }
    }
  }
}
