package rouse.core.step;

import rouse.contracts.event.Decision;
import rouse.core.state.InstanceState;
import rouse.core.state.recovery.Incident;

/** Tells people: once when it begins, once when it is over. */
public final class Alerts {
  /** Of every incident. */
  public static final String DOWN = "down";

  public static final String QUARANTINE = "quarantine";
  public static final String JOB_FAILED = "job-failed";
  static final String HOST_SILENT = "host-silent";

  /** Of the whole platform, whose silent instances are told of by no alert of their own. */
  public static final String BRAKE = "brake";

  private Alerts() {}

  public static void raise(Step step, InstanceState i, String kind, String text) {
    step.decideForPlatform(
        new Decision.AlertRaised(
            i.id().platform(), kind, i.id().toString(), text, step.state().header().alertsTo()),
        step.causeOf(i.id()),
        i.incident().id());
  }

  public static void resolve(
      Step step, InstanceState i, Incident incident, String kind, String text) {
    step.decideForPlatform(
        new Decision.AlertResolved(
            i.id().platform(), kind, i.id().toString(), text, step.state().header().alertsTo()),
        step.causeOf(i.id()),
        incident.id());
  }

  public static void raiseHost(Step step, String host, String text) {
    step.decideForPlatform(
        new Decision.AlertRaised(
            step.state().header().platform(),
            HOST_SILENT,
            host,
            text,
            step.state().header().alertsTo()));
  }

  public static void resolveHost(Step step, String host, String text) {
    step.decideForPlatform(
        new Decision.AlertResolved(
            step.state().header().platform(),
            HOST_SILENT,
            host,
            text,
            step.state().header().alertsTo()));
  }

  public static void raiseBrake(Step step, String text, String next) {
    String platform = step.state().header().platform();
    step.decideForPlatform(
        new Decision.AlertRaised(
            platform, BRAKE, platform, text, step.state().header().alertsTo(), next, null));
  }

  public static void resolveBrake(Step step, String text) {
    String platform = step.state().header().platform();
    step.decideForPlatform(
        new Decision.AlertResolved(
            platform, BRAKE, platform, text, step.state().header().alertsTo()));
  }
}
