package rouse.executor.compose;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import rouse.executor.compose.load.EnvironmentFiles;
import rouse.executor.compose.model.HookDefinition;
import rouse.executor.compose.model.ProcessDefinition;
import rouse.executor.compose.yaml.Section;

/** Command, environment and end of a module's process. */
final class ProcessReader {
  private final ReaderScope scope;

  ProcessReader(ReaderScope scope) {
    this.scope = scope;
  }

  ProcessDefinition read(Section service) {
    return new ProcessDefinition(
        command(service.at("command")),
        command(service.at("entrypoint")),
        environment(service),
        service.text("user"),
        service.text("working_dir"),
        service.at("init").flag(),
        service.flag("tty"),
        service.flag("stdin_open"),
        service.text("stop_signal"),
        service.at("stop_grace_period").duration().orElse(ProcessDefinition.DEFAULT.stopGrace()),
        hooks(service.at("post_start")),
        hooks(service.at("pre_stop")));
  }

  private static Optional<List<String>> command(Section section) {
    if (!section.present()) {
      return Optional.empty();
    }
    if (section.isListing()) {
      return Optional.of(section.texts());
    }
    Optional<List<String>> words = section.text().flatMap(ShellWords::split);
    if (words.isEmpty()) {
      section.error("a quote that is never closed", "Close it, or write the command as a list.");
    }
    return words;
  }

  private List<HookDefinition> hooks(Section hooks) {
    return hooks.items().stream().map(this::hook).filter(h -> !h.command().isEmpty()).toList();
  }

  private HookDefinition hook(Section hook) {
    return new HookDefinition(
        command(hook.at("command")).orElse(List.of()),
        hook.text("user"),
        hook.flag("privileged"),
        hook.text("working_dir"),
        variables(hook.at("environment"), new LinkedHashMap<>()));
  }

  private Map<String, String> environment(Section service) {
    Map<String, String> environment = new LinkedHashMap<>();
    Section files = service.at("env_file");
    EnvironmentFiles reader = new EnvironmentFiles(scope);
    List<Section> named = files.isListing() ? files.items() : List.of(files);
    named.forEach(item -> environment.putAll(reader.read(item)));
    return variables(service.at("environment"), environment);
  }

  /** A name without a value takes ours; without one anywhere it is left out. */
  private Map<String, String> variables(Section pairs, Map<String, String> into) {
    pairs
        .pairs()
        .forEach(
            (name, value) -> {
              if (name.isEmpty()) {
                pairs.error("a variable without a name", "Write NAME=value.");
              }
              value
                  .or(() -> Optional.ofNullable(scope.variables().get(name)))
                  .ifPresentOrElse(v -> into.put(name, v), () -> into.remove(name));
            });
    return into;
  }
}
