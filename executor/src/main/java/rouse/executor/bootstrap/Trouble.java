package rouse.executor.bootstrap;

import java.util.function.Supplier;
import rouse.contracts.platform.InstanceId;

/**
 * That an instance cannot be kept alive, as people were told of it: once, and once more when it has
 * proved that it lives again. The worker's alone.
 */
final class Trouble {
  private final InstanceId instance;
  private final Means means;
  private boolean told;
  private boolean proving;
  private int proofs;

  Trouble(InstanceId instance, Means means) {
    this.instance = instance;
    this.means = means;
  }

  /**
   * Tells of it, unless that was told.
   *
   * @param occasion id of what made it so
   */
  void tell(String occasion, String text) {
    if (!told) {
      means.notices().tell(instance.toString(), occasion, text, false);
      told = true;
    }
  }

  /** Tells that it is over, when it was told of. */
  void over(String occasion, String text) {
    if (told) {
      told = false;
      means.notices().tell(instance.toString(), occasion, text, true);
    }
  }

  /** It does its work: when it goes on so for a while, it is over. */
  void prove(Supplier<String> occasion, Supplier<String> text) {
    if (!told || proving) {
      return;
    }
    proving = true;
    int begun = ++proofs;
    means
        .worker()
        .in(
            means.proof(),
            () -> {
              if (proving && proofs == begun) {
                proving = false;
                over(occasion.get(), text.get());
              }
            });
  }

  /** It does not do its work now. */
  void unproved() {
    proving = false;
  }
}
