package rouse.executor.http;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;

/**
 * What a name of the original platform means here. Names are told from one another without regard
 * to case and to {@code -} or {@code _}; {@code worker_node_3} is slot 3 of the worker {@code
 * worker_node}, everything else is slot 1.
 */
final class ModuleNames {
  private static final Pattern NUMBERED = Pattern.compile("(.+)[_-](\\d{1,6})");
  private final Supplier<PlatformSpec> platform;

  ModuleNames(Supplier<PlatformSpec> platform) {
    this.platform = platform;
  }

  /** Empty when the platform file has no such module. */
  Optional<Named> find(String name) {
    Optional<ModuleSpec> whole = module(name);
    if (whole.isPresent()) {
      return whole.map(module -> named(module, 1));
    }
    Matcher numbered = NUMBERED.matcher(name);
    if (!numbered.matches() || Integer.parseInt(numbered.group(2)) < 1) {
      return Optional.empty();
    }
    return module(numbered.group(1))
        .filter(module -> module.kind() == ModuleSpec.Kind.WORKER)
        .map(module -> named(module, Integer.parseInt(numbered.group(2))));
  }

  /** The platform's worker; empty when it has none. */
  Optional<ModuleSpec> worker() {
    return platform.get().modules().stream()
        .filter(m -> m.kind() == ModuleSpec.Kind.WORKER)
        .findFirst();
  }

  private Optional<ModuleSpec> module(String name) {
    return platform.get().modules().stream()
        .filter(m -> plain(m.name()).equals(plain(name)))
        .findFirst();
  }

  private Named named(ModuleSpec module, int slot) {
    return new Named(module, new InstanceId(platform.get().name(), module.name(), slot));
  }

  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /** A module and one of its slots. */
  record Named(ModuleSpec module, InstanceId instance) {}
}
