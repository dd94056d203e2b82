package rouse.core.scale;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import rouse.contracts.event.Decision.LoadNumbers;
import rouse.contracts.platform.ScaleMetric;
import rouse.contracts.platform.ScalePolicy;
import rouse.contracts.platform.ScaleRate;
import rouse.contracts.platform.ScaleRate.Select;
import rouse.contracts.platform.ScaleTarget;
import rouse.core.state.ModuleScaling;

/**
 * One case of the conformance table: what is to come out, what {@link HpaReference} says, and what
 * Rouse does.
 */
public record HpaCase(String name, String expected, String reference, String rouse) {
  private static final Instant START = Instant.parse("2026-01-31T09:00:00Z");
  private static final LoadNumbers NUMBERS =
      new LoadNumbers(ScaleMetric.LOAD, null, 1, 0, 0, List.of());

  public boolean isEqual() {
    return expected.equals(reference) && reference.equals(rouse);
  }

  /** All of them: replicas for a load, and courses within limits. */
  public static List<HpaCase> table() {
    return Stream.concat(
            lines("/hpa-calculation.txt").map(HpaCase::calculation),
            lines("/hpa-limits.txt").map(HpaCase::course))
        .toList();
  }

  /** The fields of each line that is no comment. */
  private static Stream<String[]> lines(String resource) {
    try (InputStream in = HpaCase.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toArray(String[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HpaCase calculation(String[] field) {
    int current = Integer.parseInt(field[1]);
    double target = Double.parseDouble(field[2]);
    List<Double> reported =
        field[3].isEmpty()
            ? List.of()
            : Arrays.stream(field[3].split(" ")).map(Double::valueOf).toList();
    int missing = Integer.parseInt(field[4]);
    int unready = Integer.parseInt(field[5]);
    return new HpaCase(
        field[0],
        field[6],
        "" + HpaReference.replicas(current, target, reported, missing, unready),
        "" + ReplicaCalculator.replicas(current, target, reported, missing, unready).replicas());
  }

  private static HpaCase course(String[] field) {
    int[] bounds = Arrays.stream(field[2].split(" ")).mapToInt(Integer::parseInt).toArray();
    ScalePolicy policy = policy(bounds[0], bounds[1], rate(field[3]), rate(field[4]));
    List<int[]> steps =
        Arrays.stream(field[5].split(" "))
            .map(step -> step.split("="))
            .map(step -> new int[] {Integer.parseInt(step[0]), Integer.parseInt(step[1])})
            .toList();
    return course(field[0], Integer.parseInt(field[1]), policy, steps);
  }

  /**
   * Both go the same way; each sees what it did itself.
   *
   * @param steps second and need by turns
   */
  static HpaCase course(String name, int wanted, ScalePolicy policy, List<int[]> steps) {
    HpaReference reference = new HpaReference(policy, wanted);
    ModuleScaling history = ModuleScaling.NONE;
    int current = wanted;
    List<Integer> theirs = new ArrayList<>();
    List<Integer> ours = new ArrayList<>();
    for (int[] step : steps) {
      Instant at = START.plusSeconds(step[0]);
      history = history.observed(policy, at, at, current, step[1], NUMBERS);
      int allowed = ScaleLimits.allow(policy, history, current, step[1], at).replicas();
      if (allowed != current) {
        history = history.scaled(at, allowed - current, true, null);
        current = allowed;
      }
      ours.add(allowed);
      theirs.add(reference.decide(step[0], step[1]));
    }
    return new HpaCase(name, theirs.toString(), theirs.toString(), ours.toString());
  }

  private static ScaleRate rate(String text) {
    String[] part = text.split(" ");
    return new ScaleRate(
        Duration.ofSeconds(Integer.parseInt(part[0])),
        part[1].equals("-") ? null : Integer.valueOf(part[1]),
        part[2].equals("-") ? null : Integer.valueOf(part[2]),
        Duration.ofSeconds(Integer.parseInt(part[3])),
        Select.valueOf(part[4]));
  }

  static ScalePolicy policy(int min, int max, ScaleRate up, ScaleRate down) {
    List<ScaleTarget> targets = List.of(new ScaleTarget(ScaleMetric.LOAD, 1));
    return ScalePolicy.of(min, max, targets, null, up, down, null);
  }
}
