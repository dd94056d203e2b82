package rouse.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Leaves a module alone until it is released: it is not recovered. */
@Command(
    name = "hold",
    description = "Leaves a module alone until it is released: it is not recovered.")
final class HoldVerb extends OrderVerb {
  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it is kept with the event.")
  private String reason;

  @Override
  String verb() {
    return "hold";
  }

  @Override
  Map<String, Object> details() {
    return reason == null ? Map.of() : Map.of("reason", reason);
  }
}
