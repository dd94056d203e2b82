package rouse.executor.compose;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import rouse.contracts.event.Json;
import rouse.contracts.platform.ModuleSpec;
import rouse.executor.compose.Finding.Severity;

/** What {@code rouse check} says of a platform file; nothing is contacted or changed for it. */
public final class CheckReport {
  private final Path file;
  private final ComposeResult result;

  private CheckReport(Path file, ComposeResult result) {
    this.file = file;
    this.result = result;
  }

  public static CheckReport of(Path file, ComposeOptions options) {
    return new CheckReport(file, ComposeReader.read(file, options));
  }

  /** Whether the platform can be run. */
  public boolean isValid() {
    return result.platform().isPresent();
  }

  /** One finding per line, as compilers write them, then a line that sums up. */
  public String text() {
    String findings = result.findings().stream().map(this::line).collect(Collectors.joining("\n"));
    return findings + (findings.isEmpty() ? "" : "\n") + summary() + "\n";
  }

  private String line(Finding finding) {
    String place = finding.line() > 0 ? file + ":" + finding.line() : file.toString();
    String path = finding.path().isEmpty() ? "" : Words.clean(finding.path()) + ": ";
    return place + ": " + word(finding) + ": " + path + finding.message() + ". " + finding.remedy();
  }

  private static String word(Finding finding) {
    return finding.severity().name().toLowerCase(Locale.ROOT);
  }

  private String summary() {
    int errors = result.errors().size();
    int warnings = result.findings().size() - errors;
    String counts = count(errors, "error") + ", " + count(warnings, "warning");
    return result
        .platform()
        .map(
            p ->
                file
                    + ": platform "
                    + p.name()
                    + ", "
                    + count(p.definitions().size(), "module")
                    + ", "
                    + counts)
        .orElse(file + ": " + counts + ", cannot be run");
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /**
   * {@code {"file":…,"valid":…,"platform":…,"modules":[…],"findings":[{severity,path,line,…}]}}.
   */
  public String json() {
    ObjectNode root = Json.MAPPER.createObjectNode();
    root.put("file", file.toString()).put("valid", isValid());
    result.platform().ifPresent(p -> root.put("platform", p.name()));
    ArrayNode modules = root.putArray("modules");
    result.platform().map(p -> p.spec().modules()).orElse(List.of()).stream()
        .map(ModuleSpec::name)
        .forEach(modules::add);
    ArrayNode findings = root.putArray("findings");
    for (Finding finding : result.findings()) {
      findings
          .addObject()
          .put("severity", word(finding))
          .put("path", finding.path())
          .put("line", finding.line())
          .put("message", finding.message())
          .put("remedy", finding.remedy());
    }
    try {
      return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report that cannot be written", e);
    }
  }

  /** How many findings there are of a severity. */
  public long count(Severity severity) {
    return result.findings().stream().filter(f -> f.severity() == severity).count();
  }
}
