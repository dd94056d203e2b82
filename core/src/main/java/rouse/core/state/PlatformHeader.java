package rouse.core.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import rouse.contracts.event.Nullable;
import rouse.contracts.platform.BrakePolicy;
import rouse.contracts.platform.PlatformSpec;
import rouse.contracts.platform.RecoveryRate;

/**
 * What the decider knows of a platform besides its instances. It changes seldom.
 *
 * @param declarations the newest of each host, in the order in which the hosts first declared
 * @param leaving modules that are no longer declared, until the last of their instances is gone
 * @param boot the executor that clears what earlier runs logged, before it declares
 * @param intents what operators want of modules, by name
 * @param request id of the fact that declared or withdrew the platform last
 * @param braking while what is silent is not replaced; null: it is
 * @param updates of modules whose definition changed, by name, until they are completed
 * @param scaling what is remembered of modules whose number follows their load, by name
 */
public record PlatformHeader(
    String platform,
    Phase phase,
    Map<String, PlatformSpec> declarations,
    Map<String, DeclaredModule> leaving,
    Map<String, Host> hosts,
    @Nullable Boot boot,
    Map<String, ModuleIntent> intents,
    @Nullable String request,
    @Nullable Brake braking,
    @Nullable Map<String, ModuleUpdate> updates,
    @Nullable Map<String, ModuleScaling> scaling) {

  /** Where a platform stands. */
  public enum Phase {
    /** Only heard of. */
    UNDECLARED,
    DECLARED,
    /** Taken down by somebody; something of it is left. */
    WITHDRAWN,
    DOWN
  }

  /**
   * An executor.
   *
   * @param watched the observer was told to expect its beats
   * @param silent its instances are unknown, and it is sent nothing
   */
  public record Host(boolean watched, boolean silent, Instant since) {}

  /**
   * An executor was let boot the platform.
   *
   * @param since whoever has not declared after a minute has given it up
   * @param waiting others that have declared meanwhile, and whether that was a wish
   */
  public record Boot(String host, Instant since, @Nullable Map<String, Boolean> waiting) {
    private static final Duration BOOT_LASTS = Duration.ofMinutes(1);

    public Boot {
      waiting = ordered(waiting);
    }

    Instant end() {
      return since.plus(BOOT_LASTS);
    }

    public boolean isOver(Instant at) {
      return !end().isAfter(at);
    }
  }

  /** A phase of a newer version: what is declared is kept alive. */
  public PlatformHeader {
    phase = Objects.requireNonNullElse(phase, Phase.DECLARED);
    declarations = ordered(declarations);
    leaving = ordered(leaving);
    hosts = ordered(hosts);
    intents = ordered(intents);
    updates = ordered(updates);
    scaling = ordered(scaling);
  }

  static PlatformHeader unknown(String platform) {
    return new PlatformHeader(
        platform,
        Phase.UNDECLARED,
        Map.of(),
        Map.of(),
        Map.of(),
        null,
        Map.of(),
        null,
        null,
        Map.of(),
        Map.of());
  }

  /** What a file says; whether the platform is wanted is for others to say, if somebody did. */
  public PlatformHeader announced(String host, PlatformSpec spec, String factId) {
    return isTakenDown()
        ? changed(c -> c.declarations = plus(declarations, host, spec))
        : wished(host, spec, factId);
  }

  public PlatformHeader withoutBoot() {
    return changed(c -> c.boot = null);
  }

  /** What a file says, while another executor boots the platform: it counts when that is over. */
  public PlatformHeader waiting(String host, PlatformSpec spec, boolean wished) {
    boolean anyWish = wished || boot.waiting().getOrDefault(host, false);
    return changed(
        c -> {
          c.declarations = plus(declarations, host, spec);
          c.boot = new Boot(boot.host(), boot.since(), plus(boot.waiting(), host, anyWish));
        });
  }

  /** When those that wait for a boot wait no longer. */
  Optional<Instant> bootEnds() {
    return boot == null || boot.waiting().isEmpty() ? Optional.empty() : Optional.of(boot.end());
  }

  /** What a file says, and that the platform is wanted. */
  public PlatformHeader wished(String host, PlatformSpec spec, String factId) {
    return changed(
        c -> {
          c.phase = Phase.DECLARED;
          c.declarations = plus(declarations, host, spec);
          c.boot = boot == null || boot.host().equals(host) ? null : boot;
          c.request = factId;
        });
  }

  /** The files are remembered: they are what comes up when the platform is wanted again. */
  public PlatformHeader withdrawn(Map<String, DeclaredModule> modules, String factId) {
    Map<String, ModuleIntent> left = new LinkedHashMap<>();
    intents.forEach((module, intent) -> left.put(module, intent.released()));
    return changed(
        c -> {
          c.phase = Phase.WITHDRAWN;
          c.leaving = modules;
          c.boot = null;
          c.intents = left;
          c.request = factId;
          c.updates = Map.of();
        });
  }

  public PlatformHeader down() {
    Map<String, Host> unwatched = new LinkedHashMap<>();
    hosts.forEach((id, host) -> unwatched.put(id, new Host(false, host.silent(), host.since())));
    return changed(
        c -> {
          c.phase = Phase.DOWN;
          c.leaving = Map.of();
          c.hosts = unwatched;
        });
  }

  public PlatformHeader booting(String host, Instant at) {
    return changed(c -> c.boot = new Boot(host, at, Map.of()));
  }

  public PlatformHeader withLeaving(Map<String, DeclaredModule> modules) {
    return changed(c -> c.leaving = modules);
  }

  public PlatformHeader with(String host, Host state) {
    return changed(c -> c.hosts = plus(hosts, host, state));
  }

  public PlatformHeader with(String module, ModuleIntent intent) {
    Map<String, ModuleIntent> changed = new LinkedHashMap<>(intents);
    if (intent.equals(ModuleIntent.NONE)) {
      changed.remove(module);
    } else {
      changed.put(module, intent);
    }
    return changed(c -> c.intents = changed);
  }

  /** Null: the brake is released. */
  public PlatformHeader with(Brake other) {
    return changed(c -> c.braking = other);
  }

  /** When the brake is looked at next. */
  Optional<Instant> brakeDue() {
    return Optional.ofNullable(braking).map(Brake::lookAt);
  }

  /** That of the first file that states one. */
  public BrakePolicy brakePolicy() {
    return declarations.values().stream()
        .map(PlatformSpec::brake)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(BrakePolicy.DEFAULT);
  }

  /** How fast a host is sent recoveries. */
  public RecoveryRate rateOf(String host) {
    PlatformSpec spec = declarations.get(host);
    return spec == null || spec.rate() == null ? RecoveryRate.DEFAULT : spec.rate();
  }

  /** Null: none is under way, and none has failed. */
  public PlatformHeader with(String module, ModuleUpdate update) {
    Map<String, ModuleUpdate> changed = new LinkedHashMap<>(updates);
    if (update == null) {
      changed.remove(module);
    } else {
      changed.put(module, update);
    }
    return changed(c -> c.updates = changed);
  }

  /** The update of a module; null when none is under way, and none has failed. */
  public ModuleUpdate update(String module) {
    return updates.get(module);
  }

  /** When an instance of the update must have proved that it lives. */
  public Optional<Instant> deadlineOf(ModuleUpdate update, int slot) {
    return isSilent(update.owner())
        ? Optional.empty()
        : update.deadlineOf(slot, seenSince(update.owner()));
  }

  private Instant seenSince(String host) {
    return hosts.containsKey(host) ? hosts.get(host).since() : null;
  }

  /** When the first of these deadlines ends; none is of a host that is silent. */
  Optional<Instant> updateDue() {
    return updates.values().stream()
        .filter(update -> !isSilent(update.owner()))
        .flatMap(update -> update.due(seenSince(update.owner())).stream())
        .min(Instant::compareTo);
  }

  public PlatformHeader without(String module) {
    Map<String, ModuleScaling> others = new LinkedHashMap<>(scaling);
    others.remove(module);
    return with(module, ModuleIntent.NONE).withScaling(others);
  }

  public PlatformHeader with(String module, ModuleScaling other) {
    return withScaling(plus(scaling, module, other));
  }

  private PlatformHeader withScaling(Map<String, ModuleScaling> others) {
    return changed(c -> c.scaling = others);
  }

  /** What is remembered of a module's load. */
  public ModuleScaling scaling(String module) {
    return scaling.getOrDefault(module, ModuleScaling.NONE);
  }

  /** What an operator wants of a module besides what is declared of it. */
  public ModuleIntent intent(String module) {
    return intents.getOrDefault(module, ModuleIntent.NONE);
  }

  /** When the first of what operators want ends. */
  Optional<Instant> intentEnds() {
    return intents.values().stream()
        .flatMap(intent -> intent.ends().stream())
        .min(Instant::compareTo);
  }

  /** Somebody took it down, and nobody has wished it up since. */
  public boolean isTakenDown() {
    return phase == Phase.WITHDRAWN || phase == Phase.DOWN;
  }

  /** Another executor was let boot it, and has neither declared it nor given up. */
  public boolean isBootedElsewhere(String host, Instant at) {
    return boot != null && !boot.host().equals(host) && !boot.isOver(at);
  }

  public boolean isSilent(String host) {
    Host state = hosts.get(host);
    return state != null && state.silent();
  }

  /** Everybody whom a declaration names for alerts, once. */
  public List<String> alertsTo() {
    return declarations.values().stream().flatMap(s -> s.alertsTo().stream()).distinct().toList();
  }

  /**
   * The wanted modules by name: each belongs to the first host that declares it as its own. None is
   * wanted of a platform that was taken down.
   */
  public Map<String, DeclaredModule> modules() {
    Map<String, DeclaredModule> modules = new LinkedHashMap<>();
    if (isTakenDown()) {
      return modules;
    }
    declarations.forEach(
        (host, spec) ->
            spec.modules().stream()
                .filter(m -> m.host() == null || m.host().equals(host))
                .forEach(m -> modules.putIfAbsent(m.name(), new DeclaredModule(m, host))));
    return modules;
  }

  private PlatformHeader changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.header();
  }

  /** A copy whose parts can be replaced. */
  private static final class Draft {
    private final String platform;
    private Phase phase;
    private Map<String, PlatformSpec> declarations;
    private Map<String, DeclaredModule> leaving;
    private Map<String, Host> hosts;
    private Boot boot;
    private Map<String, ModuleIntent> intents;
    private String request;
    private Brake braking;
    private Map<String, ModuleUpdate> updates;
    private Map<String, ModuleScaling> scaling;

    Draft(PlatformHeader header) {
      platform = header.platform;
      phase = header.phase;
      declarations = header.declarations;
      leaving = header.leaving;
      hosts = header.hosts;
      boot = header.boot;
      intents = header.intents;
      request = header.request;
      braking = header.braking;
      updates = header.updates;
      scaling = header.scaling;
    }

    PlatformHeader header() {
      return new PlatformHeader(
          platform,
          phase,
          declarations,
          leaving,
          hosts,
          boot,
          intents,
          request,
          braking,
          updates,
          scaling);
    }
  }

  private static <V> Map<String, V> plus(Map<String, V> map, String key, V value) {
    Map<String, V> copy = new LinkedHashMap<>(map);
    copy.put(key, value);
    return copy;
  }

  /** The order of declaration decides who owns a module, and must survive being stored. */
  private static <V> Map<String, V> ordered(Map<String, V> map) {
    return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
