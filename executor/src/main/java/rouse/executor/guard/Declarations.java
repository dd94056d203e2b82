package rouse.executor.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Json;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.executor.files.AtomicFile;

/**
 * What a guard has declared. A project whose containers are gone is withdrawn; when it is there
 * again, somebody wants it up.
 */
final class Declarations {
  private static final Logger LOG = LoggerFactory.getLogger(Declarations.class);
  private static final String BY = "rouse guard";
  private final Path file;
  private final HostId host;
  private final Consumer<Envelope<Fact>> facts;
  private final InstantSource clock;
  private final Map<String, PlatformSpec> declared = new ConcurrentSkipListMap<>();

  /** Whether each platform that was ever declared is there now; outlasts the process. */
  private final Map<String, Boolean> known;

  /**
   * @param file made when it is not there
   */
  Declarations(Path file, HostId host, Consumer<Envelope<Fact>> facts, InstantSource clock) {
    this.file = file;
    this.host = host;
    this.facts = facts;
    this.clock = clock;
    this.known = read(file);
  }

  private static Map<String, Boolean> read(Path file) {
    Map<String, Boolean> known = new TreeMap<>();
    try {
      if (Files.exists(file)) {
        Json.MAPPER
            .readTree(Files.readAllBytes(file))
            .properties()
            .forEach(entry -> known.put(entry.getKey(), entry.getValue().asBoolean()));
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be read: {}", file, e.getMessage());
    }
    return known;
  }

  /** What is declared now. */
  Collection<PlatformSpec> all() {
    return declared.values();
  }

  Optional<ModuleSpec> module(InstanceId instance) {
    return Optional.ofNullable(declared.get(instance.platform()))
        .flatMap(platform -> platform.module(instance.module()));
  }

  boolean has(String platform) {
    return declared.containsKey(platform);
  }

  /** Declares what differs from what was declared before. */
  synchronized void become(Map<String, PlatformSpec> now) {
    now.values().stream()
        .filter(spec -> !spec.equals(declared.get(spec.name())))
        .forEach(this::declare);
    List<String> gone =
        new TreeSet<>(known.keySet())
            .stream().filter(name -> known.get(name) && !now.containsKey(name)).toList();
    gone.forEach(this::withdraw);
  }

  private void declare(PlatformSpec spec) {
    boolean first = !declared.containsKey(spec.name());
    boolean back = Boolean.FALSE.equals(known.get(spec.name()));
    if (first) {
      LOG.info(
          "guards {}: {}", spec.name(), spec.modules().stream().map(ModuleSpec::name).toList());
    }
    declared.put(spec.name(), spec);
    tell(new Fact.PlatformDeclared(spec, host, back ? BY : null));
    remember(spec.name(), true);
  }

  private void withdraw(String name) {
    LOG.info("{} is gone", name);
    declared.remove(name);
    tell(new Fact.PlatformWithdrawn(name, BY));
    remember(name, false);
  }

  private void tell(Fact fact) {
    facts.accept(
        Envelope.of(UUID.randomUUID().toString(), "/executor/" + host, clock.instant(), fact));
  }

  private void remember(String name, boolean there) {
    if (!Boolean.valueOf(there).equals(known.put(name, there))) {
      try {
        AtomicFile.write(file, Json.MAPPER.writeValueAsBytes(known));
      } catch (IOException e) {
        LOG.error("cannot write {} ({}). Make the folder writable.", file, e.toString());
      }
    }
  }
}
