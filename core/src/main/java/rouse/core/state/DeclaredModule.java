package rouse.core.state;

import rouse.contracts.platform.HeartbeatPolicy;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.ScalePolicy;

/**
 * A declared module.
 *
 * @param owner id of the executor that runs it
 */
public record DeclaredModule(ModuleSpec spec, String owner) {
  /** Its executor brings it back by itself; we only look on. */
  public boolean isCommanded() {
    return spec.supervisedBy() == ModuleSpec.Supervisor.DECIDER;
  }

  public boolean isWorker() {
    return spec.kind() == ModuleSpec.Kind.WORKER;
  }

  /** Whether so many instances are within its bounds. */
  public boolean mayNumber(int count) {
    ScalePolicy scale = spec.scale();
    return scale != null && scale.min() <= count && count <= scale.max();
  }

  /** What failed before says nothing of it. */
  public boolean isAnotherThan(DeclaredModule former) {
    return !(former.spec().definition().equals(spec.definition())
        && former.spec().restart().equals(spec.restart()));
  }

  /** Its silence is evidence; when the executor beats for it, only Docker's word is. */
  public boolean beatsItself() {
    return spec.heartbeat().source() == HeartbeatPolicy.Source.SELF;
  }
}
