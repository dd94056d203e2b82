package rouse.cli.order;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes how many instances of a worker are wanted. */
@Command(
    name = "scale",
    description = "Changes how many instances of a worker are wanted.",
    footer = {
      "For workers with x-rouse.scale, within its min and max; others are refused. The number stays,",
      "whatever the file says, until it is set again or its time is over."
    })
public final class ScaleVerb extends OrderVerb {
  @Parameters(index = "1", paramLabel = "COUNT", description = "How many.")
  private int replicas;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "For how long, such as 30m; then the file holds again.")
  private String lasts;

  @Override
  String verb() {
    return "scale";
  }

  @Override
  Map<String, Object> details() {
    return lasts == null
        ? Map.of("replicas", replicas)
        : Map.of("replicas", replicas, "for", lasts);
  }
}
