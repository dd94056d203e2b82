package rouse.core.detection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;

/**
 * One watched instance or host. Mutable, and flat: there may be a million of them, so every field
 * here is paid for a million times. All times are log time in milliseconds.
 */
public final class WatchedInstance {
  static final long NEVER = Long.MIN_VALUE;

  /** The key as it came: shorter than a text, and never decoded to be found. */
  final byte[] key;

  /** Its number in {@link InstanceRows}. */
  int row;

  PlatformCount platform;

  /** On which its last beat came. */
  Route route;

  /** On which others came lately; null: on none. */
  OtherRoutes others;

  /** The queue it stands in; null when its silence is not judged. */
  DeadlineQueue queue;

  LivenessState state = LivenessState.WAITING;

  /** When the present expectation began: the last beat, the watch, or the silence. */
  long countFrom;

  long lastHeard = NEVER;

  /** Where the last beat stands in the log; the watch when there was none after it. */
  long evidenceOffset;

  /** 0 while its container is not known. */
  long incarnation;

  /** A newer incarnation that was heard before a watch expected it. */
  long earlyIncarnation;

  long sequence = Beat.NONE;
  long ts = Beat.NONE;

  /** See {@link BeatInterval}. */
  long sampledAt = NEVER;

  /** See {@link BeatHistogram}. */
  long newerBars;

  long olderBars;
  int barWindow;
  int timeoutMs;

  /** Null: the timeout does not adapt. */
  AdaptiveTimeout adaptive;

  int startupMs;
  int intervalMs;

  /** How long after {@link #countFrom} a beat came last that may have been of the one before. */
  int lateMs;

  /** Beats since it was heard first or again, counted to {@link SilenceLedger#PROOF}. */
  byte beats;

  byte samples;
  boolean adopted;
  boolean unwell;

  WatchedInstance(byte[] key, PlatformCount platform, Route route) {
    this.key = key;
    this.platform = platform;
    this.route = route;
  }

  /** {@code <platform>/<module>/<slot>} or {@code host/<host>/<platform>}. */
  String name() {
    return new String(key, UTF_8);
  }

  /**
   * Times of a watch. What was learnt of its beats stays as long as the bounds are the same.
   *
   * @param most null: the timeout does not adapt
   */
  void expect(int timeout, int startup, Duration most) {
    startupMs = startup;
    int mostMs = most == null ? 0 : WatchTimes.of("most", most);
    if (mostMs <= timeout) {
      adaptive = null;
    } else if (adaptive == null || adaptive.leastMs != timeout || adaptive.mostMs != mostMs) {
      adaptive = new AdaptiveTimeout(timeout, mostMs);
    }
    timeoutMs = adaptive == null ? timeout : adaptive.timeoutMs();
  }

  /**
   * A sender that repeats its last message is frozen, whatever its connection does. A sequence
   * number says more than the original format's time stamp, which has whole seconds only.
   */
  boolean isRepeatedBy(Beat beat) {
    if (beat.sequence() != Beat.NONE) {
      return beat.sequence() == sequence;
    }
    return beat.ts() != Beat.NONE && beat.ts() == ts;
  }

  /** A container that was not heard yet. */
  void becomes(long newIncarnation) {
    incarnation = newIncarnation;
    lastHeard = NEVER;
    state = LivenessState.WAITING;
    sequence = Beat.NONE;
    ts = Beat.NONE;
    lateMs = 0;
    beats = 0;
    unwell = false;
    forgetLastBeat();
  }

  private void forgetLastBeat() {
    if (adaptive != null) {
      adaptive.skip();
    }
  }

  /** A beat came that proves nothing, since it may be of the container before. */
  void hearLate(long now) {
    lateMs = Math.clamp(now - countFrom, 0, Integer.MAX_VALUE);
  }

  /** What came late may have been its own: whoever sent that had no time yet to send another. */
  boolean mayHaveBeaten(long until) {
    return state == LivenessState.WAITING && lateMs > 0 && until - countFrom - lateMs < timeoutMs;
  }

  /** A beat came on this route. */
  void comesBy(Route now) {
    if (now != route || others != null) {
      others = OtherRoutes.after(others, route, now);
      route = now;
    }
  }

  /** Log time up to which all that it sent has been read, whichever way it came. */
  long judgedUpTo(long now) {
    return Math.min(route.judgedUpTo(now), OtherRoutes.judgedUpTo(others, now));
  }

  /** When its timeout began to run. */
  long timeoutFrom(long now, LogClock clock) {
    int timeout = patienceMs();
    long fresh = route.freshFrom(clock, timeout);
    return Math.max(countFrom, Math.max(fresh, OtherRoutes.freshFrom(others, now, clock, timeout)));
  }

  /** No beat of it is expected any more. */
  void letGo() {
    state = LivenessState.UNWATCHED;
    earlyIncarnation = 0;
  }

  /** Whether a container beat before anybody expected it to, which is faster than a watch. */
  boolean isEarly(long newIncarnation) {
    return newIncarnation > incarnation && newIncarnation == earlyIncarnation;
  }

  /** A container that was heard once. */
  void becomesHeard(long newIncarnation, long at) {
    if (state != LivenessState.UNWATCHED) {
      // The last beat that was noted is that of the container before it.
      lastHeard = at;
      sequence = Beat.NONE;
      ts = Beat.NONE;
    }
    earlyIncarnation = 0;
    incarnation = newIncarnation;
    state = LivenessState.HEARD;
    beats = 1;
    unwell = false;
    forgetLastBeat();
  }

  /**
   * New life.
   *
   * @return whether it is a transition to report: heard first, heard again, or proved to live
   */
  boolean hear(Beat beat, long at, long offset) {
    lastHeard = at;
    evidenceOffset = offset;
    sequence = beat.sequence();
    ts = beat.ts();
    BeatHistogram.count(this, at);
    if (state == LivenessState.UNWATCHED) {
      earlyIncarnation = beat.incarnation();
      return false;
    }
    if (state != LivenessState.HEARD) {
      state = LivenessState.HEARD;
      beats = 1;
      return true;
    }
    if (beats < SilenceLedger.PROOF) {
      beats++;
      return beats == SilenceLedger.PROOF;
    }
    return false;
  }

  /** Log time went back: nothing began later than now. */
  void comeBackTo(long now) {
    countFrom = Math.min(countFrom, now);
    sampledAt = Math.min(sampledAt, now);
  }

  /** Silence of this length is a failure now. */
  int patienceMs() {
    return lastHeard == NEVER ? startupMs : timeoutMs;
  }
}
