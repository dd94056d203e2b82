package rouse.cli.order;

import java.util.Map;
import picocli.CommandLine.Command;

/** Ends a hold. */
@Command(name = "release", description = "Ends a hold: the module is looked after again.")
public final class ReleaseVerb extends OrderVerb {
  @Override
  String verb() {
    return "release";
  }

  @Override
  Map<String, Object> details() {
    return Map.of();
  }
}
