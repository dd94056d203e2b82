package rouse.core.state;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import rouse.contracts.event.Nullable;
import rouse.contracts.platform.PlatformSpec;

/**
 * What the decider knows of a platform besides its instances. It changes seldom.
 *
 * @param declarations the newest of each host, in the order in which the hosts first declared
 * @param leaving modules that are no longer declared, until the last of their instances is gone
 * @param request id of the fact that declared or withdrew the platform last
 * @param brake who that is silent was replaced lately, and who waits for it
 */
public record PlatformHeader(
    String platform,
    Phase phase,
    Map<String, PlatformSpec> declarations,
    Map<String, Module> leaving,
    Map<String, Host> hosts,
    @Nullable String request,
    Brake brake) {

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

  public PlatformHeader {
    declarations = ordered(declarations);
    leaving = ordered(leaving);
    hosts = ordered(hosts);
    // There is none in what was stored without it.
    brake = brake == null ? Brake.NONE : brake;
  }

  static PlatformHeader unknown(String platform) {
    return new PlatformHeader(
        platform, Phase.UNDECLARED, Map.of(), Map.of(), Map.of(), null, Brake.NONE);
  }

  public PlatformHeader declared(String host, PlatformSpec spec, String factId) {
    return new PlatformHeader(
        platform, Phase.DECLARED, plus(declarations, host, spec), leaving, hosts, factId, brake);
  }

  public PlatformHeader withdrawn(Map<String, Module> modules, String factId) {
    return new PlatformHeader(platform, Phase.WITHDRAWN, Map.of(), modules, hosts, factId, brake);
  }

  PlatformHeader down() {
    Map<String, Host> unwatched = new LinkedHashMap<>();
    hosts.forEach((id, host) -> unwatched.put(id, new Host(false, host.silent(), host.since())));
    return new PlatformHeader(
        platform, Phase.DOWN, declarations, Map.of(), unwatched, request, brake);
  }

  public PlatformHeader withLeaving(Map<String, Module> modules) {
    return new PlatformHeader(platform, phase, declarations, modules, hosts, request, brake);
  }

  public PlatformHeader with(String host, Host state) {
    return new PlatformHeader(
        platform, phase, declarations, leaving, plus(hosts, host, state), request, brake);
  }

  PlatformHeader with(Brake other) {
    return new PlatformHeader(platform, phase, declarations, leaving, hosts, request, other);
  }

  public boolean isSilent(String host) {
    Host state = hosts.get(host);
    return state != null && state.silent();
  }

  /** Everybody whom a declaration names for alerts, once. */
  public List<String> alertsTo() {
    return declarations.values().stream().flatMap(s -> s.alertsTo().stream()).distinct().toList();
  }

  /** The modules by name: each belongs to the first host that declares it as its own. */
  Map<String, Module> modules() {
    Map<String, Module> modules = new LinkedHashMap<>();
    declarations.forEach(
        (host, spec) ->
            spec.modules().stream()
                .filter(m -> m.host() == null || m.host().equals(host))
                .forEach(m -> modules.putIfAbsent(m.name(), new Module(m, host))));
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
