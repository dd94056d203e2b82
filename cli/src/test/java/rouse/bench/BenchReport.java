package rouse.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Stream;
import rouse.contracts.event.Json;

/**
 * What one benchmark measured: a row per goal, with the raw figures it was made from. Each writes a
 * file; {@link #main} puts all of them into one table and one file.
 *
 * <pre>{@code
 * BenchReport report = new BenchReport("detection");
 * report.row("deadline to fact, p50", "ms", 61.5, "<= 80", 61.5 <= 80).raw("samples", 1000);
 * report.write();
 * }</pre>
 */
public final class BenchReport {
  /** Relative to the folder that the benchmarks are started in, the root of the repository. */
  private static final Path FOLDER = Path.of("target", "bench");

  private static final Path SUMMARY = Path.of("target", "bench.json");
  private static final String LINE = "%-64s %14s %-10s %-10s %s%n";
  private final String bench;
  private final List<Row> rows = new ArrayList<>();

  /**
   * @param bench names the file
   */
  public BenchReport(String bench) {
    this.bench = bench;
  }

  /**
   * One line of the table.
   *
   * @param name what was measured
   * @param unit of the value
   * @param value the figure that the goal is about
   * @param goal in words, such as {@code <= 80}; empty when there is none
   * @param reached whether the value is as good as that
   */
  public record Row(
      String name,
      String unit,
      double value,
      String goal,
      boolean reached,
      TreeMap<String, Object> raw) {

    /** Adds a raw figure. */
    public Row raw(String figure, Object number) {
      raw.put(figure, number);
      return this;
    }

    private String line() {
      String verdict = goal.isEmpty() ? "" : reached ? "reached" : "MISSED";
      return String.format(Locale.ROOT, LINE, name, shown(value), unit, goal, verdict);
    }

    private static String shown(double number) {
      String format = Math.abs(number) >= 1000 ? "%,.0f" : "%.2f";
      return String.format(Locale.ROOT, format, number);
    }
  }

  /** Adds a row with a goal. */
  public Row row(String name, String unit, double value, String goal, boolean reached) {
    Row row = new Row(name, unit, value, goal, reached, new TreeMap<>());
    rows.add(row);
    return row;
  }

  /** Adds a row that only informs. */
  public Row row(String name, String unit, double value) {
    return row(name, unit, value, "", true);
  }

  /** Writes the file and prints the lines. */
  public void write() {
    try {
      Files.createDirectories(FOLDER);
      Files.write(FOLDER.resolve(bench + ".json"), Json.MAPPER.writeValueAsBytes(rows));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the report of " + bench, e);
    }
    rows.forEach(row -> System.out.print(row.line()));
  }

  /** Puts all reports together; exit code 5 when a goal was missed. */
  public static void main(String[] args) throws IOException {
    ObjectNode summary = Json.MAPPER.createObjectNode();
    summary.put("processors", Runtime.getRuntime().availableProcessors());
    summary.put("java", Runtime.version().toString());
    boolean all = true;
    System.out.printf(Locale.ROOT, LINE, "", "value", "unit", "goal", "");
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.sorted().toList()) {
        Row[] read = Json.MAPPER.readValue(Files.readAllBytes(file), Row[].class);
        summary.set(
            file.getFileName().toString().replace(".json", ""), Json.MAPPER.valueToTree(read));
        for (Row row : read) {
          System.out.print(row.line());
          all &= row.reached();
        }
      }
    }
    Files.write(SUMMARY, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(summary));
    System.exit(all ? 0 : 5);
  }
}
