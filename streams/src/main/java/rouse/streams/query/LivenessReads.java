package rouse.streams.query;

/** What the liveness application of this instance holds; another instance holds the rest. */
@FunctionalInterface
public interface LivenessReads {
  /** The share of this instance; empty of instances when it knows none of the platform. */
  LivenessShare liveness(String platform);
}
