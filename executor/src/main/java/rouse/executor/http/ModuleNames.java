package rouse.executor.http;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.OriginalNames;
import rouse.contracts.platform.OriginalNames.Declared;
import rouse.contracts.platform.PlatformSpec;

/** Finds the modules of the platform file by the names that the original platform has for them. */
final class ModuleNames {
  private final Supplier<PlatformSpec> platform;

  ModuleNames(Supplier<PlatformSpec> platform) {
    this.platform = platform;
  }

  /** A module and one of its slots. */
  record Named(ModuleSpec module, InstanceId instance) {}

  /** Empty when the platform file has no such module. */
  Optional<Named> find(String name) {
    PlatformSpec spec = platform.get();
    Map<String, ModuleSpec> modules =
        spec.modules().stream()
            .collect(
                Collectors.toMap(
                    module -> OriginalNames.canonical(module.name()), m -> m, (first, m) -> first));
    return OriginalNames.find(name.strip(), canonical -> declared(modules.get(canonical)))
        .map(
            slot ->
                new Named(
                    modules.get(OriginalNames.canonical(slot.module())),
                    new InstanceId(spec.name(), slot.module(), slot.number())));
  }

  private static Declared declared(ModuleSpec module) {
    return module == null
        ? null
        : new Declared(module.name(), module.kind() == ModuleSpec.Kind.WORKER);
  }

  /** The platform's worker; empty when it has none. */
  Optional<ModuleSpec> worker() {
    return platform.get().modules().stream()
        .filter(m -> m.kind() == ModuleSpec.Kind.WORKER)
        .findFirst();
  }
}
