package rouse.streams.decide;

import com.fasterxml.jackson.annotation.JsonIgnore;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.contracts.platform.ModuleSpec;

/**
 * A declared module.
 *
 * @param owner id of the executor that runs it
 */
record Module(ModuleSpec spec, String owner) {
  /** Its executor brings it back by itself; we only look on. */
  @JsonIgnore
  boolean isCommanded() {
    return spec.supervisedBy() == ModuleSpec.Supervisor.DECIDER;
  }

  @JsonIgnore
  boolean isWorker() {
    return spec.kind() == ModuleSpec.Kind.WORKER;
  }

  /** Its silence is evidence; when the executor beats for it, only Docker's word is. */
  boolean beatsItself() {
    return spec.heartbeat().source() == HeartbeatPolicy.Source.SELF;
  }
}
