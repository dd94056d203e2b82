package rouse.cli;

import picocli.CommandLine.Command;
import rouse.streams.StreamsApp;

/** Runs the streams app alone, against a cluster. */
@Command(
    name = "streams",
    description = "Runs the streams app: detection, decisions, status API and dashboard.",
    footer = "The cluster is --kafka HOST:PORT, ROUSE_KAFKA, or localhost:9092. Ends on SIGTERM.")
final class StreamsVerb extends Verb {
  @Override
  public Integer call() throws InterruptedException {
    try (StreamsApp app = new StreamsApp(settings())) {
      Runtime.getRuntime().addShutdownHook(new Thread(app::close, "close-on-signal"));
      app.start();
      StartupGarbage.collectLater();
      app.awaitEnd();
      return ExitCode.OK;
    }
  }
}
