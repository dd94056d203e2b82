package rouse.cli;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import rouse.cli.client.DevState;
import rouse.cli.dev.GuardProcess;
import rouse.executor.guard.GuardScope;

/** Heals running Compose projects, without a file. */
@Command(
    name = "guard",
    description = "Heals the running Compose projects of this engine, without a platform file.",
    footer = {
      "It restarts containers in place, and removes none. What was stopped or paused by hand, and",
      "one-off runs, are left alone. Ends on Ctrl-C or SIGTERM and leaves all containers running."
    })
final class GuardVerb extends Verb {
  @Option(
      names = "--project",
      paramLabel = "NAME",
      description = "Only this Compose project; may be given several times.")
  private List<String> projects = List.of();

  @Option(names = "--all", description = "Also containers that belong to no Compose project.")
  private boolean all;

  @Override
  public Integer call() throws InterruptedException {
    GuardScope scope = new GuardScope(Set.copyOf(projects), all);
    try (GuardProcess guard = new GuardProcess(settings(), scope, this::say)) {
      AtomicBoolean started = new AtomicBoolean();
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> stop(guard, started.get()), "stop-on-signal"));
      DevState state = guard.start();
      say("guards " + guard.summary());
      say("  status API and dashboard  " + state.api() + "/");
      say("Ctrl-C ends this and leaves all containers running.");
      started.set(true);
      guard.awaitEnd();
      return ExitCode.OK;
    }
  }

  private void stop(GuardProcess guard, boolean started) {
    guard.close();
    if (started) {
      say("stopped. The containers go on, and nobody heals them now.");
    }
  }
}
