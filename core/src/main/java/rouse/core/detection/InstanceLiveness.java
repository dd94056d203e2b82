package rouse.core.detection;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What is known of one instance or host.
 *
 * @param key {@code <platform>/<module>/<slot>} or {@code host/<host>/<platform>}
 * @param platform that it belongs to
 * @param incarnation 0 while it is not known
 * @param lastHeard broker time of the last beat; null when it never beat
 * @param beats since it was heard first or again, counted to 3, which prove that it lives
 * @param adopted it is watched without a declaration
 * @param well what it says of itself
 * @param timeout silence of this length is a failure
 * @param bars beats in each of the last {@link BeatHistogram#WINDOWS} windows of {@link
 *     BeatBars#WINDOW_MS} ms of log time, the oldest first
 */
public record InstanceLiveness(
    String key,
    String platform,
    LivenessState state,
    long incarnation,
    Instant lastHeard,
    int beats,
    boolean adopted,
    boolean well,
    Duration timeout,
    List<Integer> bars) {

  static InstanceLiveness of(WatchedInstance pulse, long now) {
    return new InstanceLiveness(
        pulse.name(),
        pulse.platform.name,
        pulse.state,
        pulse.incarnation,
        pulse.lastHeard == WatchedInstance.NEVER ? null : Instant.ofEpochMilli(pulse.lastHeard),
        pulse.beats,
        pulse.adopted,
        !pulse.unwell,
        Duration.ofMillis(pulse.timeoutMs),
        BeatHistogram.read(pulse, now));
  }
}
