package rouse.executor.command;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import rouse.contracts.event.Fact;
import rouse.contracts.heartbeat.BeatToken;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.executor.compose.model.ContainerDefinition;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.compose.model.ProcessDefinition;
import rouse.executor.docker.NewContainer;

/** From an instance to the container that fills it: the platform file, and what every one gets. */
public final class ContainerFactory {
  private final Supplier<PlatformFile> file;
  private final Settings settings;
  private final BiFunction<String, String, Optional<ContainerDefinition>> kept;

  /** Without any earlier definition. */
  public ContainerFactory(Supplier<PlatformFile> file, Settings settings) {
    this(file, settings, (module, hash) -> Optional.empty());
  }

  /**
   * @param kept from a module and a hash to a definition that the file has no longer
   */
  public ContainerFactory(
      Supplier<PlatformFile> file,
      Settings settings,
      BiFunction<String, String, Optional<ContainerDefinition>> kept) {
    this.file = file;
    this.settings = settings;
    this.kept = kept;
  }

  /** What a container has between the stop signal and the kill; also when the file forgot it. */
  public Duration stopGrace(InstanceId instance) {
    return file.get()
        .spec()
        .module(instance.module())
        .map(ModuleSpec::stopGrace)
        .orElse(ProcessDefinition.DEFAULT.stopGrace());
  }

  /** Whether recovery starts the same container again. */
  public boolean recoversInPlace(InstanceId instance) {
    return file.get()
        .spec()
        .module(instance.module())
        .filter(module -> module.recovery().restartsInPlace())
        .isPresent();
  }

  /**
   * The container of an instance.
   *
   * @param commandId empty when the executor wants it by itself
   * @param hash of the definition that it is made from; empty: that of the platform file
   * @throws CommandRefusedException when the platform file has no such module, or the definition is
   *     not kept
   */
  public NewContainer container(
      InstanceId instance, long incarnation, Optional<String> commandId, Optional<String> hash) {
    PlatformFile current = file.get();
    ModuleSpec module =
        current.spec().module(instance.module()).orElseThrow(() -> unknown(instance));
    String wanted = hash.orElse(module.definition());
    ContainerDefinition definition =
        wanted.equals(module.definition())
            ? current.definitions().get(instance.module())
            : kept.apply(instance.module(), wanted).orElseThrow(() -> notKept(instance, wanted));
    return new NewContainer(
        instance,
        incarnation,
        commandId,
        definition,
        wanted,
        environment(instance, incarnation),
        List.of());
  }

  private CommandRefusedException unknown(InstanceId instance) {
    return new CommandRefusedException(
        file.get().path()
            + " has no module "
            + instance.module()
            + ". Declare it there, or retire it.");
  }

  private static CommandRefusedException notKept(InstanceId instance, String hash) {
    return new CommandRefusedException(
        Fact.CommandFailed.NO_DEFINITION
            + "this executor keeps no definition "
            + hash
            + " of "
            + instance.module());
  }

  /** What a module needs to beat for itself. */
  private Map<String, String> environment(InstanceId instance, long incarnation) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("ROUSE_PLATFORM", instance.platform());
    environment.put("ROUSE_MODULE", instance.module());
    environment.put("ROUSE_SLOT", Integer.toString(instance.slot()));
    environment.put("ROUSE_INCARNATION", Long.toString(incarnation));
    environment.put(
        "ROUSE_KAFKA",
        settings
            .optional(KnownSettings.KAFKA_FOR_CONTAINERS)
            .orElseGet(() -> settings.text(KnownSettings.KAFKA)));
    settings
        .optional(KnownSettings.BEAT_URL)
        .ifPresent(base -> environment.put("ROUSE_BEAT_URL", beatUrl(base, instance)));
    settings
        .optional(KnownSettings.BEAT_SECRET)
        .ifPresent(secret -> environment.put("ROUSE_BEAT_TOKEN", BeatToken.of(secret, instance)));
    return environment;
  }

  private static String beatUrl(String base, InstanceId instance) {
    return "%s/api/platforms/%s/modules/%s/beat?slot=%d"
        .formatted(
            base.endsWith("/") ? base.substring(0, base.length() - 1) : base,
            instance.platform(),
            instance.module(),
            instance.slot());
  }
}
