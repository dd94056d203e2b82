package rouse.executor.compose;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.Dependency.Condition;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.executor.compose.check.ComposeKeys;
import rouse.executor.compose.check.ComposeSchema;
import rouse.executor.compose.check.Contradictions;
import rouse.executor.compose.check.DependencyCheck;
import rouse.executor.compose.check.KeyAudit;
import rouse.executor.compose.check.PortCheck;
import rouse.executor.compose.load.Interpolator;
import rouse.executor.compose.load.ProjectFiles;
import rouse.executor.compose.load.ProjectLoader;
import rouse.executor.compose.model.ContainerDefinition;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.compose.yaml.Finding;
import rouse.executor.compose.yaml.Findings;
import rouse.executor.compose.yaml.MessageText;
import rouse.executor.compose.yaml.Section;
import rouse.executor.compose.yaml.SourceMark;
import rouse.executor.compose.yaml.UnreadableFileException;
import rouse.executor.compose.yaml.YamlDocument;

/**
 * Reads a platform file: text, variables, form, meaning. Each step goes on as far as it can, so
 * that all errors are reported at once.
 */
public final class ComposeReader {
  private static final String PROJECT_NAME = "COMPOSE_PROJECT_NAME";
  private static final String ENV_FILES = "COMPOSE_ENV_FILES";
  private static final String PROFILES = "COMPOSE_PROFILES";

  private final List<Path> files;
  private final Path file;
  private final ComposeOptions options;
  private final Findings findings;

  private ComposeReader(List<Path> files, ComposeOptions options) {
    this.files = files.stream().map(f -> f.toAbsolutePath().normalize()).toList();
    this.file = this.files.getFirst();
    this.options = options;
    this.findings = new Findings(options);
  }

  /** Reads a file; what is wrong with it is in the result, nothing is thrown. */
  public static ComposeResult read(Path file, ComposeOptions options) {
    return read(List.of(file), options);
  }

  /**
   * Reads files of which each comes over those before it, as Compose merges them.
   *
   * @param files at least one; paths in all of them are relative to the folder of the first
   */
  public static ComposeResult read(List<Path> files, ComposeOptions options) {
    ComposeReader reader = new ComposeReader(files, options);
    Optional<PlatformFile> platform;
    try {
      platform = reader.read();
    } catch (UnreadableFileException e) {
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

  private Optional<PlatformFile> read() throws UnreadableFileException {
    checkAllowances();
    ProjectLoader loader = new ProjectLoader(file, findings);
    Map<String, String> variables = variables();
    String platform = name(loader, variables);
    variables.put(PROJECT_NAME, platform);
    YamlDocument root = loader.load(files, file.getParent(), variables);
    ComposeSchema.check(root, findings);
    Section top = Section.root(root, findings);
    new KeyAudit().check(top);
    return meaning(top, platform, variables);
  }

  /** Compose's order: the environment, the last file that says it, the folder. */
  private String name(ProjectLoader loader, Map<String, String> variables)
      throws UnreadableFileException {
    String given = variables.getOrDefault(PROJECT_NAME, "");
    if (!given.isEmpty()) {
      return given;
    }
    Optional<String> name = Optional.empty();
    for (Path each : files) {
      for (YamlDocument document : loader.documents(each)) {
        Optional<String> before = name;
        name = new Interpolator(variables, findings).name(document).or(() -> before);
      }
    }
    return name.orElseGet(this::defaultName);
  }

  private void checkAllowances() {
    Set<String> known = ComposeKeys.allowances();
    for (String name : options.allow()) {
      if (!known.contains(name)) {
        findings.error(
            "",
            SourceMark.NOWHERE,
            "--allow " + MessageText.quoted(name) + " allows nothing",
            MessageText.suggestion(name, known));
      }
    }
  }

  private Map<String, String> variables() throws UnreadableFileException {
    Path dotEnv = file.resolveSibling(".env");
    String named = options.environment().getOrDefault(ENV_FILES, "");
    List<Path> environmentFiles =
        named.isEmpty()
            ? Optional.of(dotEnv).filter(Files::isRegularFile).stream().toList()
            : Arrays.stream(named.split(",")).map(f -> Path.of(f).toAbsolutePath()).toList();
    return ProjectLoader.variables(environmentFiles, options.environment());
  }

  private String defaultName() {
    return Optional.ofNullable(file.getParent().getFileName())
        .map(Path::toString)
        .orElse("")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9_-]", "")
        .replaceAll("^[_-]+", "");
  }

  private Optional<PlatformFile> meaning(
      Section top, String platform, Map<String, String> variables) {
    String home = variables.getOrDefault("HOME", "/");
    ReaderScope scope =
        new ReaderScope(
            platform, top, variables, new ProjectFiles(file.getParent(), home), options.host());
    Map<String, Section> enabled = enabled(top.at("services"), variables);
    Map<String, List<Dependency>> dependencies = dependencies(top, enabled);
    new DependencyCheck(enabled, top.at("services").keys(), dependencies).check();

    Contradictions.check(top, enabled);
    NetworkReader networks = new NetworkReader(scope, enabled);
    ServiceReader services = new ServiceReader(scope, networks, dependencies);
    Map<String, ContainerDefinition> definitions = new LinkedHashMap<>();
    List<ModuleSpec> modules = new ArrayList<>();
    Set<String> completing = completing(dependencies);
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
                  BalanceReader.haproxies(enabled, file.getParent()),
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
      return Optional.of(
          new PlatformSpec(
              platform,
              modules,
              RouseReader.alertsTo(top),
              RouseReader.rate(top),
              RouseReader.brake(top)));
    } catch (IllegalArgumentException e) {
      top.at("name")
          .error(MessageText.clean(e.getMessage()), "Write another name: at the top of the file.");
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
              boolean wanted =
                  profiles.isEmpty()
                      || active.contains("*")
                      || profiles.stream().anyMatch(active::contains);
              if (wanted && !isProvided(service)) {
                enabled.put(name, service);
              }
            });
    return enabled;
  }

  private static Map<String, List<Dependency>> dependencies(
      Section top, Map<String, Section> enabled) {
    Section services = top.at("services");
    Set<String> provided =
        services.keys().stream()
            .filter(name -> isProvided(services.at(name)))
            .collect(Collectors.toSet());
    DependencyReader reader = new DependencyReader(provided);
    Map<String, List<Dependency>> dependencies = new LinkedHashMap<>();
    enabled.forEach((name, service) -> dependencies.put(name, reader.read(service)));
    return dependencies;
  }

  /** Another program provides it; it is no container. */
  private static boolean isProvided(Section service) {
    return service.at("provider").present();
  }

  private static Set<String> completing(Map<String, List<Dependency>> dependencies) {
    return dependencies.values().stream()
        .flatMap(List::stream)
        .filter(d -> d.condition() == Condition.SERVICE_COMPLETED_SUCCESSFULLY)
        .map(Dependency::module)
        .collect(Collectors.toSet());
  }
}
