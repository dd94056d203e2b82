package rouse.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Changes how many instances of a worker are wanted. */
@Command(
    name = "scale",
    description = "Changes how many instances of a worker are wanted.",
    footer = "For workers with x-rouse.scale, within its min and max; others are refused.")
final class ScaleVerb extends OrderVerb {
  @Parameters(index = "1", paramLabel = "COUNT", description = "How many.")
  private int replicas;

  @Override
  String verb() {
    return "scale";
  }

  @Override
  Map<String, Object> details() {
    return Map.of("replicas", replicas);
  }
}
