package rouse.streams.query;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import rouse.contracts.status.CauseChain;
import rouse.contracts.status.IncidentView;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.Platforms;

/** Adds to the status of platforms what others than the decider want the operator to look at. */
public final class AttentionDecorator implements PlatformReads {
  private final PlatformReads reads;
  private final UnaryOperator<PlatformStatus> attention;

  /**
   * @param attention adds it, and what of it is missing
   */
  public AttentionDecorator(PlatformReads reads, UnaryOperator<PlatformStatus> attention) {
    this.reads = reads;
    this.attention = attention;
  }

  @Override
  public Platforms platforms() {
    Platforms all = reads.platforms();
    return new Platforms(all.platforms().stream().map(attention).toList(), all.missing());
  }

  @Override
  public Optional<PlatformStatus> platform(String platform) {
    return reads.platform(platform).map(attention);
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
