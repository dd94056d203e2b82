package rouse.core.detection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Objects;

/**
 * What survives a restart of an entry: written on a watch and on every transition, never on a beat.
 * Times are log time in milliseconds.
 *
 * @param platform the platform that its transitions are reported to
 * @param lastHeard null when it never beat
 * @param evidenceOffset of the last beat when this was written, or of the watch
 * @param sequence of that beat, so that a frozen sender is not taken for alive after a restart
 * @param ts likewise, in the original format
 * @param intervalMs what adoption has learnt of its interval
 * @param samples from how many gaps
 * @param route on which that beat came; null when its sender wrote it
 * @param leastMs of an adapting timeout, which learns anew; null: it does not adapt
 * @param mostMs likewise
 */
public record StoredWatch(
    String platform,
    LivenessState state,
    long incarnation,
    int timeoutMs,
    int startupMs,
    boolean adopted,
    boolean unwell,
    int beats,
    Long lastHeard,
    long evidenceOffset,
    long sequence,
    long ts,
    int intervalMs,
    int samples,
    String route,
    Integer leastMs,
    Integer mostMs) {

  /** A state of a newer version: it is expected anew, with its startup time. */
  public StoredWatch {
    state = Objects.requireNonNullElse(state, LivenessState.WAITING);
  }

  static StoredWatch of(WatchedInstance pulse) {
    return new StoredWatch(
        pulse.platform.name,
        pulse.state,
        pulse.incarnation,
        pulse.timeoutMs,
        pulse.startupMs,
        pulse.adopted,
        pulse.unwell,
        pulse.beats,
        pulse.lastHeard == WatchedInstance.NEVER ? null : pulse.lastHeard,
        pulse.evidenceOffset,
        pulse.sequence,
        pulse.ts,
        pulse.intervalMs,
        pulse.samples,
        pulse.route.isDirect() ? null : new String(pulse.route.name, UTF_8),
        pulse.adaptive == null ? null : pulse.adaptive.leastMs,
        pulse.adaptive == null ? null : pulse.adaptive.mostMs);
  }

  void writeTo(WatchedInstance pulse) {
    pulse.state = state;
    pulse.incarnation = incarnation;
    pulse.timeoutMs = timeoutMs;
    pulse.startupMs = startupMs;
    pulse.adopted = adopted;
    pulse.unwell = unwell;
    pulse.beats = (byte) beats;
    pulse.lastHeard = lastHeard == null ? WatchedInstance.NEVER : lastHeard;
    pulse.evidenceOffset = evidenceOffset;
    pulse.sequence = sequence;
    pulse.ts = ts;
    pulse.intervalMs = intervalMs;
    pulse.samples = (byte) samples;
    if (leastMs != null && mostMs != null) {
      pulse.adaptive = new AdaptiveTimeout(leastMs, mostMs);
      pulse.timeoutMs = pulse.adaptive.timeoutMs();
    }
  }
}
