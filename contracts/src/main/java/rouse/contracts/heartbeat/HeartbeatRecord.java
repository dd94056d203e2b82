package rouse.contracts.heartbeat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import rouse.contracts.event.Nullable;
import rouse.contracts.platform.WorkerLoad;

/** What stands in {@code rouse.heartbeats}; the key says of whom. */
public sealed interface HeartbeatRecord {

  /** Whether modules write it, who share no secret; everything else only Rouse writes. */
  @JsonIgnore
  default boolean isOfModules() {
    return this instanceof Beat || this instanceof LoadReport;
  }

  /**
   * One sign of life. All fields may be missing: an empty object is a beat too.
   *
   * @param incarnation the container that beats; 0 when it did not say, and then it counts for the
   *     one that is watched
   * @param sequence a number that changes with every beat of a sender; -1 when it has none
   * @param ts time stamp of the original format, HHMMSS; -1 when there is none. It tells a repeat
   *     from a new beat and is never used as a time
   * @param status 0: the module says of itself that it is not well; anything else: well
   * @param platform only for {@code host/<host>/<platform>} keys: the platform that the executor
   *     serves
   * @param load how busy the module says it is, as a fraction of what it can do; null when it does
   *     not say
   */
  record Beat(
      long incarnation,
      long sequence,
      long ts,
      int status,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String platform,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double load)
      implements HeartbeatRecord {
    public static final long NONE = -1;

    /** One that says nothing of its load. */
    public Beat(long incarnation, long sequence, long ts, int status, String platform) {
      this(incarnation, sequence, ts, status, platform, null);
    }

    /** The same beat, which also says how busy the module is. */
    public Beat saying(double busy) {
      return new Beat(incarnation, sequence, ts, status, platform, busy);
    }

    public static Beat of(long incarnation, long sequence) {
      return new Beat(incarnation, sequence, NONE, 1, null);
    }

    public static Beat ofHost(String platform, long sequence) {
      return new Beat(0, sequence, NONE, 1, platform);
    }

    /** Whether the module says that it is well. */
    public boolean well() {
      return status != 0;
    }
  }

  /**
   * Expect beats from now on.
   *
   * @param incarnation beats of an older one no longer count
   * @param timeout silence of this length is a failure
   * @param startup what it has until its first beat, instead of the timeout
   * @param platform who is told; needed for {@code host/<host>/<platform>} keys
   * @param most the timeout adapts to the intervals of the beats, between {@code timeout} and this;
   *     null: it does not
   */
  record Watch(
      long incarnation,
      Duration timeout,
      Duration startup,
      @Nullable String platform,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Duration most)
      implements HeartbeatRecord {
    public Watch(long incarnation, Duration timeout, Duration startup, String platform) {
      this(incarnation, timeout, startup, platform, null);
    }
  }

  /**
   * Expect no beats from now on: retired, held, or stopped on purpose.
   *
   * @param incarnation a watch of a newer incarnation stays
   */
  record Unwatch(long incarnation) implements HeartbeatRecord {}

  /**
   * The observer's own record: the clock. Its time is the broker's, the record's time stamp.
   *
   * @param observer the run of the observer that wrote it; a new one means a restart
   * @param number counted from 1 in each run
   */
  record Tick(String observer, long number) implements HeartbeatRecord {}

  /**
   * Written by whoever brings beats of others into a partition, by the way the beats take: all that
   * the route had to bring before {@code upTo} stands before this in the log.
   *
   * @param route as it stands in the {@link HeartbeatCodec#ROUTE} header of the beats
   * @param upTo log time in milliseconds; 0 when nothing is known yet; null: up to the mark itself
   * @param freshFrom log time in milliseconds before which the route's source may have been out of
   *     its senders' reach; null when that shows by marks that are far apart
   */
  record Mark(String route, @Nullable Long upTo, @Nullable Long freshFrom)
      implements HeartbeatRecord {
    /** Between two marks of a carrier; three of these without a sign of it are a gap. */
    public static final Duration INTERVAL = Duration.ofMillis(500);

    /** By one that brings at once what it takes. */
    public static Mark of(String route) {
      return new Mark(route, null, null);
    }
  }

  /**
   * What somebody measured of one instance just now, for who counts its workers. It is no sign of
   * life. Every value may be missing; a missing one is unknown, never zero.
   *
   * @param incarnation the container that was measured; 0 when it is not known, and then it counts
   *     for the newest one
   * @param load the worker's own answer, as a fraction of what it can do
   * @param cpu processor time as a fraction of its limit, or of the host's cores
   * @param memory memory as a fraction of its limit, or of the host's memory
   * @param sessions requests that it works on or that wait for it, by the load balancer's count
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record LoadReport(
      long incarnation,
      @Nullable Double load,
      @Nullable Double cpu,
      @Nullable Double memory,
      @Nullable Double sessions)
      implements HeartbeatRecord {
    /** Of the worker's own answer alone. */
    public static LoadReport ofLoad(long incarnation, double load) {
      return new LoadReport(incarnation, load, null, null, null);
    }
  }

  /**
   * What the reports of one partition say of a module's workers in one window of log time. The
   * partition that the module's name belongs to puts those of all partitions together.
   *
   * @param partition whose reports these are
   */
  record LoadWindow(
      String platform,
      String module,
      int partition,
      Instant from,
      Instant to,
      List<WorkerLoad> workers)
      implements HeartbeatRecord {
    public LoadWindow {
      workers = workers == null ? null : List.copyOf(workers);
    }
  }
}
