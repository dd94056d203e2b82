package rouse.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import rouse.cli.client.StatusClient;
import rouse.cli.options.OutputOption;
import rouse.cli.options.PlatformArgument;
import rouse.cli.terminal.SafeText;
import rouse.contracts.settings.Settings;
import rouse.contracts.status.IncidentView;
import rouse.executor.docker.engine.Engine;
import rouse.executor.docker.evidence.ContainerLogs;
import rouse.executor.docker.evidence.ContainerLogs.Source;

/** Shows what the containers of a module write, or what those of an incident wrote last. */
@Command(
    name = "logs",
    description = "Shows what a module writes; with --incident what its containers wrote last.",
    footer = {
      "Without --incident it asks the Docker engine of this host, as DOCKER_HOST or docker.host says.",
      "With -f it goes on with the next container when one is replaced."
    })
final class LogsVerb extends Verb {
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*[A-Za-z]");
  private static final long PAUSE_MS = 500;

  @Mixin private PlatformArgument platform;
  @Mixin private OutputOption output;

  @Parameters(arity = "0..1", paramLabel = "MODULE", description = "The module.")
  private String module;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until Ctrl-C.")
  private boolean follow;

  @Option(
      names = {"-n", "--tail"},
      paramLabel = "LINES",
      description = "How many of the last lines (100).")
  private int tail = 100;

  @Option(
      names = "--incident",
      paramLabel = "ID",
      description = "What the containers of this incident wrote before they were replaced.")
  private String incident;

  @Override
  public Integer call() throws InterruptedException {
    if (module == null && incident == null) {
      throw new ParameterException(spec().commandLine(), "name a MODULE, or an --incident ID");
    }
    Settings settings = settings();
    StatusClient client = StatusClient.of(settings);
    if (incident != null) {
      return tell(client.incident(incident));
    }
    String name = platform.resolve(settings, client);
    try (Engine engine = Engine.connect(settings);
        ContainerLogs logs = new ContainerLogs(engine)) {
      return show(logs, name);
    }
  }

  private int tell(IncidentView view) {
    List<IncidentView.Evidence> left =
        view.evidence().stream().filter(e -> module == null || isOfModule(e)).toList();
    if (output.json()) {
      OutputOption.print(out(), left);
      return ExitCode.OK;
    }
    for (IncidentView.Evidence each : left) {
      say(head(each));
      each.log().lines().forEach(this::print);
    }
    if (left.isEmpty()) {
      say("no container of it left anything that is remembered");
    }
    return ExitCode.OK;
  }

  private boolean isOfModule(IncidentView.Evidence evidence) {
    return evidence.instance().split("/")[1].equals(module);
  }

  private static String head(IncidentView.Evidence e) {
    return "-- %s incarnation %d, taken as it %s%s%s"
        .formatted(
            SafeText.oneLine(e.instance()),
            e.incarnation(),
            SafeText.oneLine(e.taken()),
            e.exitCode() == null ? "" : ", exit code " + e.exitCode(),
            e.truncated() ? "; earlier lines are left out" : "");
  }

  private int show(ContainerLogs logs, String name) throws InterruptedException {
    List<Source> sources = logs.of(name, module);
    if (sources.isEmpty()) {
      throw new CliError(
          "no container of " + name + "/" + module + " is on this host",
          "ask on the host that runs it, or use --incident ID for what it left behind");
    }
    if (!follow) {
      for (Source source : sources) {
        logs.read(source.containerId(), tail, false, line -> show(source, sources, line));
      }
      return ExitCode.OK;
    }
    Set<String> followed = new HashSet<>();
    while (!Thread.currentThread().isInterrupted()) {
      List<Source> now = logs.of(name, module);
      for (Source source : now) {
        if (followed.add(source.containerId())) {
          int lines = sources.contains(source) ? tail : Integer.MAX_VALUE;
          Thread.ofVirtual().start(() -> follow(logs, source, lines, now));
        }
      }
      Thread.sleep(PAUSE_MS);
    }
    return ExitCode.OK;
  }

  private void follow(ContainerLogs logs, Source source, int lines, List<Source> now) {
    try {
      logs.read(source.containerId(), lines, true, line -> show(source, now, line));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      say(Errors.oneLine(e));
    }
  }

  /** What {@code -o json} prints of each line, one object in a line. */
  private record Line(String container, String line) {}

  private void show(Source source, List<Source> all, String line) {
    if (output.json()) {
      synchronized (this) {
        OutputOption.printLine(out(), new Line(source.name(), line));
      }
    } else {
      print(prefix(source, all), line);
    }
  }

  /** Which container it was, where there are several. */
  private static String prefix(Source source, List<Source> all) {
    return all.size() == 1 ? "" : SafeText.oneLine(source.name()) + " | ";
  }

  private void print(String line) {
    print("", line);
  }

  /** Colours go, and nothing else that steers a terminal stays. */
  private synchronized void print(String prefix, String line) {
    String plain = COLOUR.matcher(line).replaceAll("").replace("\t", "    ").replace("\r", "");
    out().println(prefix + (plain.isBlank() ? "" : SafeText.indented(plain)));
    out().flush();
  }
}
