package rouse.core.decide;

import rouse.contracts.event.Fact;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.recovery.IncidentCauses;
import rouse.core.step.Step;
import rouse.core.step.WatchDecisions;

/** What the observer says. Only of a module that beats itself is silence evidence of a failure. */
public final class BeatRules {
  private BeatRules() {}

  static void heard(Step step, Fact.InstanceHeard fact) {
    InstanceState i = step.get(fact.instance());
    if (step.evolution().concerns(i.id()) && !i.seen().isPaused()) {
      WatchDecisions.begin(step, i, step.moduleOf(i));
      HealthRules.judge(step, i.id());
    }
  }

  static void silent(Step step, Fact.InstanceSilent fact) {
    InstanceState i = step.get(fact.instance());
    DeclaredModule module = step.moduleOf(i);
    boolean evidence = module != null && module.isCommanded() && module.beatsItself();
    if (step.evolution().concerns(i.id()) && evidence && i.desired() == DesiredState.RUNNING) {
      RecoveryRules.failed(step, i, module, IncidentCauses.SILENT, i.seen().reason());
    }
  }
}
