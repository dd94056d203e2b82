package rouse.cli;

import java.util.Map;
import picocli.CommandLine.Command;

/** Ends a hold. */
@Command(name = "release", description = "Ends a hold: the module is looked after again.")
final class ReleaseVerb extends OrderVerb {
  @Override
  String verb() {
    return "release";
  }

  @Override
  Map<String, Object> details() {
    return Map.of();
  }
}
