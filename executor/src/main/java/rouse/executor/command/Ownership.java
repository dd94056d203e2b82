package rouse.executor.command;

import java.util.function.Predicate;
import java.util.function.Supplier;
import rouse.contracts.event.Command;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;

/** Which modules this executor runs. */
public final class Ownership {
  private final Supplier<PlatformSpec> platform;
  private final HostId host;
  private final Predicate<InstanceId> isHere;

  /**
   * @param isHere whether this host's engine has a container of an instance
   */
  public Ownership(Supplier<PlatformSpec> platform, HostId host, Predicate<InstanceId> isHere) {
    this.platform = platform;
    this.host = host;
    this.isHere = isHere;
  }

  /** Whether a command is this executor's to carry out. */
  public boolean owns(Command command) {
    if (!command.platform().equals(platform.get().name())) {
      return false;
    }
    if (command.host() != null) {
      return command.host().equals(host.id());
    }
    return platform
        .get()
        .module(command.instance().module())
        .map(this::owns)
        .orElseGet(() -> command instanceof Command.Retire && ownsUnknown(command.instance()));
  }

  /** What is retired because the file no longer has it belongs to whom it runs at. */
  private boolean ownsUnknown(InstanceId instance) {
    boolean alone = platform.get().modules().stream().allMatch(this::owns);
    return alone || isHere.test(instance);
  }

  /** Whether a module of the platform file is this executor's. */
  public boolean owns(ModuleSpec module) {
    return module.host() == null || module.host().equals(host.id());
  }

  /** Whether an instance can be this executor's: its own module, or one that the file forgot. */
  public boolean mayOwn(InstanceId instance) {
    return platform.get().module(instance.module()).map(this::owns).orElse(true);
  }
}
