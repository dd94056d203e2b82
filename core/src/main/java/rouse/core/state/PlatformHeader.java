package rouse.core.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import rouse.contracts.event.Nullable;
import rouse.contracts.platform.PlatformSpec;

/**
 * What the decider knows of a platform besides its instances. It changes seldom.
 *
 * @param declarations the newest of each host, in the order in which the hosts first declared
 * @param leaving modules that are no longer declared, until the last of their instances is gone
 * @param boot the executor that clears what earlier runs logged, before it declares
 * @param intents what operators want of modules, by name
 * @param request id of the fact that declared or withdrew the platform last
 * @param brake who that is silent was replaced lately, and who waits for it
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
    Brake brake,
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

  public PlatformHeader {
    declarations = ordered(declarations);
    leaving = ordered(leaving);
    hosts = ordered(hosts);
    intents = ordered(intents);
    // There is none in what was stored without it.
    brake = brake == null ? Brake.NONE : brake;
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
        Brake.NONE,
        Map.of(),
        Map.of());
  }

  /** What a file says; whether the platform is wanted is for others to say, if somebody did. */
  public PlatformHeader announced(String host, PlatformSpec spec, String factId) {
    return isTakenDown()
        ? new PlatformHeader(
            platform,
            phase,
            plus(declarations, host, spec),
            leaving,
            hosts,
            boot,
            intents,
            request,
            brake,
            updates,
            scaling)
        : wished(host, spec, factId);
  }

  public PlatformHeader withoutBoot() {
    return new PlatformHeader(
        platform,
        phase,
        declarations,
        leaving,
        hosts,
        null,
        intents,
        request,
        brake,
        updates,
        scaling);
  }

  /** What a file says, while another executor boots the platform: it counts when that is over. */
  public PlatformHeader waiting(String host, PlatformSpec spec, boolean wished) {
    boolean anyWish = wished || boot.waiting().getOrDefault(host, false);
    return new PlatformHeader(
        platform,
        phase,
        plus(declarations, host, spec),
        leaving,
        hosts,
        new Boot(boot.host(), boot.since(), plus(boot.waiting(), host, anyWish)),
        intents,
        request,
        brake,
        updates,
        scaling);
  }

  /** When those that wait for a boot wait no longer. */
  Optional<Instant> bootEnds() {
    return boot == null || boot.waiting().isEmpty() ? Optional.empty() : Optional.of(boot.end());
  }

  /** What a file says, and that the platform is wanted. */
  public PlatformHeader wished(String host, PlatformSpec spec, String factId) {
    return new PlatformHeader(
        platform,
        Phase.DECLARED,
        plus(declarations, host, spec),
        leaving,
        hosts,
        boot == null || boot.host().equals(host) ? null : boot,
        intents,
        factId,
        brake,
        updates,
        scaling);
  }

  /** The files are remembered: they are what comes up when the platform is wanted again. */
  public PlatformHeader withdrawn(Map<String, DeclaredModule> modules, String factId) {
    Map<String, ModuleIntent> left = new LinkedHashMap<>();
    intents.forEach((module, intent) -> left.put(module, intent.released()));
    return new PlatformHeader(
        platform,
        Phase.WITHDRAWN,
        declarations,
        modules,
        hosts,
        null,
        left,
        factId,
        brake,
        Map.of(),
        scaling);
  }

  public PlatformHeader down() {
    Map<String, Host> unwatched = new LinkedHashMap<>();
    hosts.forEach((id, host) -> unwatched.put(id, new Host(false, host.silent(), host.since())));
    return new PlatformHeader(
        platform,
        Phase.DOWN,
        declarations,
        Map.of(),
        unwatched,
        boot,
        intents,
        request,
        brake,
        updates,
        scaling);
  }

  public PlatformHeader booting(String host, Instant at) {
    return new PlatformHeader(
        platform,
        phase,
        declarations,
        leaving,
        hosts,
        new Boot(host, at, Map.of()),
        intents,
        request,
        brake,
        updates,
        scaling);
  }

  public PlatformHeader withLeaving(Map<String, DeclaredModule> modules) {
    return new PlatformHeader(
        platform,
        phase,
        declarations,
        modules,
        hosts,
        boot,
        intents,
        request,
        brake,
        updates,
        scaling);
  }

  public PlatformHeader with(String host, Host state) {
    return new PlatformHeader(
        platform,
        phase,
        declarations,
        leaving,
        plus(hosts, host, state),
        boot,
        intents,
        request,
        brake,
        updates,
        scaling);
  }

  public PlatformHeader with(String module, ModuleIntent intent) {
    Map<String, ModuleIntent> changed = new LinkedHashMap<>(intents);
    if (intent.equals(ModuleIntent.NONE)) {
      changed.remove(module);
    } else {
      changed.put(module, intent);
    }
    return new PlatformHeader(
        platform,
        phase,
        declarations,
        leaving,
        hosts,
        boot,
        changed,
        request,
        brake,
        updates,
        scaling);
  }

  public PlatformHeader with(Brake other) {
    return new PlatformHeader(
        platform,
        phase,
        declarations,
        leaving,
        hosts,
        boot,
        intents,
        request,
        other,
        updates,
        scaling);
  }

  /** Null: none is under way, and none has failed. */
  public PlatformHeader with(String module, ModuleUpdate update) {
    Map<String, ModuleUpdate> changed = new LinkedHashMap<>(updates);
    if (update == null) {
      changed.remove(module);
    } else {
      changed.put(module, update);
    }
    return new PlatformHeader(
        platform,
        phase,
        declarations,
        leaving,
        hosts,
        boot,
        intents,
        request,
        brake,
        changed,
        scaling);
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
    return new PlatformHeader(
        platform,
        phase,
        declarations,
        leaving,
        hosts,
        boot,
        intents,
        request,
        brake,
        updates,
        others);
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
