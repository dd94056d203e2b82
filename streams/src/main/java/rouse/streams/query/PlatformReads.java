package rouse.streams.query;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.CauseChain;
import rouse.contracts.status.IncidentView;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.Platforms;
import rouse.contracts.status.WhyNot;
import rouse.streams.query.Standbys.Copy;

/**
 * What can be asked of platforms. One implementation answers from the stores of this instance, the
 * other for the whole group.
 *
 * <p>All methods throw {@link NotReady} when nobody can say at present.
 */
public interface PlatformReads {
  /**
   * The same, which says when an answer is from a copy.
   *
   * @param told is given each copy that told something
   */
  default PlatformReads telling(Consumer<Copy> told) {
    return this;
  }

  /** All platforms of those who can say, and who cannot. */
  Platforms platforms();

  /** One platform; empty when there is none of the name. */
  Optional<PlatformStatus> platform(String platform);

  /** The incidents of a platform that are remembered, newest first. */
  List<IncidentView> incidents(String platform);

  /** One incident with its timeline. */
  Optional<IncidentView> incident(String incidentId);

  /** The cause chain of an incident, a command, a decision or an instance. */
  Optional<CauseChain> why(String id);

  /** Why nothing is done about an instance now; empty when nothing is known of it. */
  Optional<WhyNot> whyNot(InstanceId id);
}
