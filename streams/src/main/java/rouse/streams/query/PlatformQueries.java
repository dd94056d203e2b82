package rouse.streams.query;

import static rouse.streams.query.Peers.encoded;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import rouse.contracts.status.CauseChain;
import rouse.contracts.status.IncidentView;
import rouse.contracts.status.PlatformStatus;

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
  public List<PlatformStatus> platforms() {
    List<PlatformStatus> all = new ArrayList<>();
    for (String instance : owners.all()) {
      all.addAll(
          isHere(instance)
              ? here.platforms()
              : peers.list(instance, "/api/platforms", PlatformStatus.class));
    }
    return all.stream()
        .sorted(Comparator.comparing(PlatformStatus::platform))
        .map(status -> Heard.merge(status, liveness.of(status.platform())))
        .toList();
  }

  @Override
  public Optional<PlatformStatus> platform(String platform) {
    return ask(
            platform,
            reads -> reads.platform(platform),
            "/api/platforms/" + encoded(platform),
            PlatformStatus.class)
        .map(status -> Heard.merge(status, liveness.of(platform)));
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
    Optional<T> answer = question.apply(here);
    NotReady silent = null;
    for (String instance : owners.all()) {
      if (answer.isPresent()) {
        return answer;
      }
      if (!isHere(instance)) {
        try {
          answer = peers.get(instance, path, type);
        } catch (NotReady e) {
          silent = e;
        }
      }
    }
    if (answer.isEmpty() && silent != null) {
      throw silent;
    }
    return answer;
  }

  private boolean isHere(String instance) {
    return instance.equals(owners.self());
  }
}
