package rouse.cli.order;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Leaves a module alone until it is released: it is not recovered. */
@Command(
    name = "hold",
    description = "Leaves a module alone until it is released: it is not recovered.")
public final class HoldVerb extends OrderVerb {
  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it is kept with the event.")
  private String reason;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "For how long, such as 30m; then it is looked after again.")
  private String lasts;

  @Override
  String verb() {
    return "hold";
  }

  @Override
  Map<String, Object> details() {
    Map<String, Object> details = new LinkedHashMap<>();
    if (reason != null) {
      details.put("reason", reason);
    }
    if (lasts != null) {
      details.put("for", lasts);
    }
    return details;
  }
}
