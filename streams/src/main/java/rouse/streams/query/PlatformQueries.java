package rouse.streams.query;

import static rouse.streams.query.Peers.encoded;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.CauseChain;
import rouse.contracts.status.IncidentView;
import rouse.contracts.status.Missing;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.Platforms;
import rouse.contracts.status.WhyNot;

/**
 * Answers for the whole group: the owner of a platform says what is known of it, and all observers
 * together say who was heard when. The heartbeat log is partitioned by instance and the facts by
 * platform, so that the two never live together by anything but chance.
 */
public final class PlatformQueries implements PlatformReads {
  private final PlatformReads here;
  private final Owners owners;
  private final Peers peers;
  private final LivenessQueries liveness;

  /**
   * @param here what the decider of this instance knows
   * @param owners of the decider's store
   */
  public PlatformQueries(PlatformReads here, Owners owners, Peers peers, LivenessQueries liveness) {
    this.here = here;
    this.owners = owners;
    this.peers = peers;
    this.liveness = liveness;
  }

  @Override
  public Platforms platforms() {
    ScatterGather<Platforms> all =
        ScatterGather.of(
                Missing.PLATFORMS,
                owners,
                here::platforms,
                instance -> peers.need(instance, "/api/platforms", Platforms.class))
            .orNotReady();
    return new Platforms(
        all.told().stream()
            .flatMap(share -> share.platforms().stream())
            .sorted(Comparator.comparing(PlatformStatus::platform))
            .map(status -> LivenessMerge.merge(status, liveness.of(status.platform())))
            .toList(),
        all.missing());
  }

  @Override
  public Optional<PlatformStatus> platform(String platform) {
    return ask(
            platform,
            reads -> reads.platform(platform),
            "/api/platforms/" + encoded(platform),
            PlatformStatus.class)
        .map(status -> LivenessMerge.merge(status, liveness.of(platform)));
  }

  @Override
  public List<IncidentView> incidents(String platform) {
    String owner = owners.ownerOf(platform);
    return isHere(owner)
        ? here.incidents(platform)
        : peers.list(
            owner, "/api/platforms/" + encoded(platform) + "/incidents", IncidentView.class);
  }

  @Override
  public Optional<IncidentView> incident(String incidentId) {
    return askAll(
        reads -> reads.incident(incidentId),
        "/api/incidents/" + encoded(incidentId),
        IncidentView.class);
  }

  @Override
  public Optional<CauseChain> why(String id) {
    return askAll(reads -> reads.why(id), "/api/why/" + encoded(id), CauseChain.class);
  }

  @Override
  public Optional<WhyNot> whyNot(InstanceId id) {
    return ask(
        id.platform(),
        reads -> reads.whyNot(id),
        "/api/why-not/" + encoded(id.toString()),
        WhyNot.class);
  }

  private <T> Optional<T> ask(
      String platform, Function<PlatformReads, Optional<T>> question, String path, Class<T> type) {
    String owner = owners.ownerOf(platform);
    return isHere(owner) ? question.apply(here) : peers.get(owner, path, type);
  }

  /**
   * Ids do not say of which platform they are, so everybody is asked, this instance first; that
   * somebody cannot be asked matters only when nobody else knows.
   */
  private <T> Optional<T> askAll(
      Function<PlatformReads, Optional<T>> question, String path, Class<T> type) {
    Optional<T> known = knownHere(question);
    if (known.isPresent()) {
      return known;
    }
    ScatterGather<Optional<T>> all =
        ScatterGather.of(
            Missing.PLATFORMS,
            owners,
            () -> question.apply(here),
            instance -> peers.get(instance, path, type));
    known = all.told().stream().flatMap(Optional::stream).findFirst();
    if (known.isEmpty() && !all.missing().isEmpty()) {
      throw all.silence();
    }
    return known;
  }

  private <T> Optional<T> knownHere(Function<PlatformReads, Optional<T>> question) {
    try {
      return question.apply(here);
    } catch (NotReady e) {
      return Optional.empty();
    }
  }

  private boolean isHere(String instance) {
    return instance.equals(owners.self());
  }
}
