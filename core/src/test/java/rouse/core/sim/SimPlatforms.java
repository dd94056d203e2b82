package rouse.core.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import rouse.contracts.platform.Dependency.Condition;
import rouse.contracts.platform.PlatformSpec;
import rouse.core.decide.Specs;

/** Platforms at random. */
final class SimPlatforms {
  private SimPlatforms() {}

  static PlatformSpec any(Random random) {
    int count = 2 + random.nextInt(6);
    List<Specs.ModuleBuilder> modules = new ArrayList<>();
    List<String> oneShots = new ArrayList<>();
    boolean twoHosts = random.nextInt(3) == 0;
    boolean controlled = random.nextInt(4) == 0;
    if (controlled) {
      addControlPlane(modules, twoHosts, random);
    }
    for (int n = 0; n < count; n++) {
      String name = "m" + n;
      Specs.ModuleBuilder module = random.nextBoolean() ? Specs.self(name) : Specs.docker(name);
      if (random.nextInt(8) == 0) {
        module = Specs.docker(name).oneShot();
        oneShots.add(name);
      } else if (random.nextInt(5) == 0) {
        module.workers(1 + random.nextInt(2), 4);
      }
      if (controlled && random.nextInt(3) == 0) {
        stand(module, random.nextBoolean());
      }
      for (int d = 0; d < n; d++) {
        if (random.nextInt(4) == 0) {
          String other = "m" + d;
          Condition condition =
              oneShots.contains(other)
                  ? Condition.SERVICE_COMPLETED_SUCCESSFULLY
                  : Condition.SERVICE_STARTED;
          if (random.nextInt(3) == 0) {
            module.following(other, condition);
          } else {
            module.after(other, condition);
          }
        }
      }
      if (random.nextInt(3) == 0) {
        module.attempts(20, Duration.ofMinutes(10));
      } else if (random.nextInt(6) == 0) {
        module.withDependents();
      }
      if (random.nextInt(4) == 0) {
        module.healthchecked();
      }
      if (twoHosts) {
        module.on("host-" + (1 + random.nextInt(2)));
      }
      modules.add(module);
    }
    return Specs.platform(modules.toArray(Specs.ModuleBuilder[]::new));
  }

  /** The broker and the streams app are containers of the platform. */
  private static void addControlPlane(
      List<Specs.ModuleBuilder> modules, boolean twoHosts, Random random) {
    Specs.ModuleBuilder broker = Specs.docker(SimControlPlane.BROKER).supervisedByExecutor();
    if (random.nextBoolean()) {
      broker.healthchecked();
    }
    Specs.ModuleBuilder streams =
        Specs.docker(SimControlPlane.STREAMS).supervisedByExecutor().after(SimControlPlane.BROKER);
    if (twoHosts) {
      broker.on("host-1");
      streams.on("host-1");
    }
    modules.add(broker);
    modules.add(streams);
  }

  private static void stand(Specs.ModuleBuilder module, boolean follows) {
    if (follows) {
      module.following(SimControlPlane.BROKER);
    } else {
      module.after(SimControlPlane.BROKER);
    }
  }
}
