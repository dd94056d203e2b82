package rouse.streams.query;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import rouse.contracts.status.CauseChain;
import rouse.contracts.status.IncidentView;
import rouse.contracts.status.PlatformStatus;

/** Adds to the status of platforms what others than the decider want the operator to look at. */
public final class Attentive implements PlatformReads {
  private final PlatformReads reads;
  private final Function<String, List<String>> attention;

  /**
   * @param attention from a platform to lines; empty when there is nothing
   */
  public Attentive(PlatformReads reads, Function<String, List<String>> attention) {
    this.reads = reads;
    this.attention = attention;
  }

  private PlatformStatus attentive(PlatformStatus status) {
    return status.withAttention(attention.apply(status.platform()));
  }

  @Override
  public List<PlatformStatus> platforms() {
    return reads.platforms().stream().map(this::attentive).toList();
  }

  @Override
  public Optional<PlatformStatus> platform(String platform) {
    return reads.platform(platform).map(this::attentive);
  }

  @Override
  public List<IncidentView> incidents(String platform) {
    return reads.incidents(platform);
  }

  @Override
  public Optional<IncidentView> incident(String incidentId) {
    return reads.incident(incidentId);
  }

  @Override
  public Optional<CauseChain> why(String id) {
    return reads.why(id);
  }
}
