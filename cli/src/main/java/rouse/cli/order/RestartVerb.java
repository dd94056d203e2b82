package rouse.cli.order;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Replaces a module's containers, though they may be alive. */
@Command(
    name = "restart",
    description = "Replaces a module's containers one after the other, though they may be alive.")
public final class RestartVerb extends OrderVerb {
  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it is kept with the event.")
  private String reason;

  @Override
  String verb() {
    return "restart";
  }

  @Override
  Map<String, Object> details() {
    return reason == null ? Map.of() : Map.of("reason", reason);
  }
}
