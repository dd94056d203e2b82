package rouse.executor.compose;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import rouse.contracts.platform.Dependency.Condition;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;

/**
 * Reads a platform file: text, variables, form, meaning. Each step goes on as far as it can, so
 * that all errors are reported at once.
 */
public final class ComposeReader {
  private static final String PROJECT_NAME = "COMPOSE_PROJECT_NAME";
  private static final String PROFILES = "COMPOSE_PROFILES";

  private final Path file;
  private final ComposeOptions options;
  private final Findings findings;

  private ComposeReader(Path file, ComposeOptions options) {
    this.file = file.toAbsolutePath().normalize();
    this.options = options;
    this.findings = new Findings(options.strict());
  }

  /** Reads a file; what is wrong with it is in the result, nothing is thrown. */
  public static ComposeResult read(Path file, ComposeOptions options) {
    ComposeReader reader = new ComposeReader(file, options);
    Optional<PlatformFile> platform;
    try {
      platform = reader.read();
    } catch (Refused e) {
      Finding f = e.finding();
      reader.findings.fatal(f);
      platform = Optional.empty();
    } catch (Findings.Full e) {
      platform = Optional.empty();
    }
    List<Finding> all = reader.findings.sorted();
    return reader.findings.hasErrors()
        ? new ComposeResult(Optional.empty(), all)
        : new ComposeResult(platform, all);
  }

  private Optional<PlatformFile> read() throws Refused {
    checkAllowances();
    Yaml written = YamlReader.read(ProjectFiles.text(file), findings);
    Map<String, String> variables = variables();
    String platform =
        new Interpolator(variables, findings).name(written).orElseGet(() -> defaultName(variables));
    variables.put(PROJECT_NAME, platform);
    Yaml root = new Interpolator(variables, findings).apply(written, "");
    ComposeSchema.check(root, findings);
    Section top = Section.root(root, findings);
    new KeyAudit(options.allow()).check(top);
    return meaning(top, platform, variables);
  }

  private void checkAllowances() {
    Set<String> known = ComposeKeys.allowances();
    for (String name : options.allow()) {
      if (!known.contains(name)) {
        findings.error(
            "",
            0,
            "--allow " + Words.quoted(name) + " allows nothing",
            Words.suggestion(name, known));
      }
    }
  }

  private Map<String, String> variables() throws Refused {
    Map<String, String> variables = new HashMap<>();
    Path dotEnv = file.resolveSibling(".env");
    if (Files.isRegularFile(dotEnv)) {
      try {
        variables.putAll(EnvironmentFile.read(ProjectFiles.text(dotEnv), options.environment()));
      } catch (Refused e) {
        Finding f = e.finding();
        throw new Refused("", 0, ".env, line " + f.line() + ": " + f.message(), f.remedy());
      }
    }
    variables.putAll(options.environment());
    return variables;
  }

  private String defaultName(Map<String, String> variables) {
    return Optional.ofNullable(variables.get(PROJECT_NAME))
        .filter(n -> !n.isEmpty())
        .orElseGet(
            () ->
                Optional.ofNullable(file.getParent().getFileName())
                    .map(Path::toString)
                    .orElse("")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9_-]", "")
                    .replaceAll("^[_-]+", ""));
  }

  private Optional<PlatformFile> meaning(
      Section top, String platform, Map<String, String> variables) {
    String home = variables.getOrDefault("HOME", "/");
    Scope scope =
        new Scope(
            platform, top, variables, new ProjectFiles(file.getParent(), options.allow(), home));
    Map<String, Section> enabled = enabled(top.at("services"), variables);
    new DependencyCheck(enabled, top.at("services").keys()).check();

    NetworkReader networks = new NetworkReader(scope);
    ServiceReader services = new ServiceReader(scope, networks);
    Map<String, ContainerDefinition> definitions = new LinkedHashMap<>();
    List<ModuleSpec> modules = new ArrayList<>();
    Set<String> completing = completing(enabled);
    enabled.forEach(
        (name, service) ->
            services
                .definition(name, service)
                .flatMap(
                    d -> {
                      definitions.put(name, d);
                      return services.spec(name, service, d, completing.contains(name));
                    })
                .ifPresent(modules::add));
    if (enabled.isEmpty() && top.at("services").isMapping()) {
      top.at("services").error("no service is left to run", "Add one, or activate a profile.");
    }
    return spec(top, platform, modules)
        .map(
            spec -> {
              PortCheck.check(spec, definitions, top.at("services"));
              return new PlatformFile(
                  file,
                  spec,
                  definitions,
                  networks.used(),
                  new VolumeReader(scope).used(definitions),
                  observer(enabled),
                  RouseReader.clear(top),
                  findings.sorted());
            });
  }

  private static Optional<String> observer(Map<String, Section> enabled) {
    List<String> observers =
        enabled.keySet().stream().filter(n -> RouseReader.observes(enabled.get(n))).toList();
    observers.stream()
        .skip(1)
        .forEach(
            n ->
                enabled
                    .get(n)
                    .at(RouseReader.KEY, "observes")
                    .error("there is one observer", "Take it away here or at the other module."));
    return observers.stream().findFirst();
  }

  private Optional<PlatformSpec> spec(Section top, String platform, List<ModuleSpec> modules) {
    try {
      return Optional.of(new PlatformSpec(platform, modules, RouseReader.alertsTo(top)));
    } catch (IllegalArgumentException e) {
      top.at("name")
          .error(Words.clean(e.getMessage()), "Write another name: at the top of the file.");
      return Optional.empty();
    }
  }

  private Map<String, Section> enabled(Section services, Map<String, String> variables) {
    Set<String> active = new HashSet<>(options.profiles());
    active.addAll(List.of(variables.getOrDefault(PROFILES, "").split(",")));
    Map<String, Section> enabled = new LinkedHashMap<>();
    services
        .children()
        .forEach(
            (name, service) -> {
              List<String> profiles = service.at("profiles").texts();
              if (profiles.isEmpty()
                  || active.contains("*")
                  || profiles.stream().anyMatch(active::contains)) {
                enabled.put(name, service);
              }
            });
    return enabled;
  }

  private static Set<String> completing(Map<String, Section> enabled) {
    Set<String> completing = new HashSet<>();
    enabled
        .values()
        .forEach(
            s ->
                ServiceReader.dependencies(s.at("depends_on")).stream()
                    .filter(d -> d.condition() == Condition.SERVICE_COMPLETED_SUCCESSFULLY)
                    .forEach(d -> completing.add(d.module())));
    return completing;
  }
}
