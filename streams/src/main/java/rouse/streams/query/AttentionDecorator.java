package rouse.streams.query;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.CauseChain;
import rouse.contracts.status.IncidentView;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.Platforms;
import rouse.contracts.status.WhyNot;

/**
 * Adds what others than the decider know: what the operator should look at, and what became of the
 * messages about it.
 */
public final class AttentionDecorator implements PlatformReads {
  private final PlatformReads reads;
  private final UnaryOperator<PlatformStatus> attention;
  private final UnaryOperator<CauseChain> messages;

  /**
   * @param attention adds what to look at, and what of it is missing
   * @param messages adds what became of the messages
   */
  public AttentionDecorator(
      PlatformReads reads,
      UnaryOperator<PlatformStatus> attention,
      UnaryOperator<CauseChain> messages) {
    this.reads = reads;
    this.attention = attention;
    this.messages = messages;
  }

  @Override
  public PlatformReads telling(Consumer<Standbys.Copy> told) {
    return new AttentionDecorator(reads.telling(told), attention, messages);
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
    return reads.why(id).map(messages);
  }

  @Override
  public Optional<WhyNot> whyNot(InstanceId id) {
    return reads.whyNot(id);
  }
}
