package rouse.streams.query;

import static rouse.streams.query.Peers.encoded;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.CauseChain;
import rouse.contracts.status.IncidentView;
import rouse.contracts.status.Missing;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.Platforms;
import rouse.contracts.status.WhyNot;
import rouse.streams.query.Standbys.Copy;

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
  private final Standbys standbys;
  private final Consumer<Copy> told;

  /**
   * @param here what the decider of this instance knows
   * @param owners of the decider's store
   * @param standbys are asked while an owner is away
   */
  public PlatformQueries(
      PlatformReads here, Owners owners, Peers peers, LivenessQueries liveness, Standbys standbys) {
    this(here, owners, peers, liveness, standbys, copy -> {});
  }

  private PlatformQueries(
      PlatformReads here,
      Owners owners,
      Peers peers,
      LivenessQueries liveness,
      Standbys standbys,
      Consumer<Copy> told) {
    this.here = here;
    this.owners = owners;
    this.peers = peers;
    this.liveness = liveness;
    this.standbys = standbys;
    this.told = told;
  }

  @Override
  public PlatformReads telling(Consumer<Copy> listener) {
    return new PlatformQueries(here, owners, peers, liveness, standbys, listener);
  }

  @Override
  public Platforms platforms() {
    ScatterGather<Platforms> owned =
        ScatterGather.of(
            Missing.PLATFORMS,
            owners,
            here::platforms,
            instance -> peers.need(instance, "/api/platforms", Platforms.class));
    List<PlatformStatus> first =
        owned.told().stream().flatMap(share -> share.platforms().stream()).toList();
    AtomicBoolean copied = new AtomicBoolean();
    Platforms all =
        standbys.complete(
            new Platforms(first, owned.missing()),
            copy -> {
              copied.set(true);
              told.accept(copy);
            });
    if (!copied.get()) {
      owned.orNotReady();
    }
    return new Platforms(
        all.platforms().stream()
            .sorted(Comparator.comparing(PlatformStatus::platform))
            .map(status -> LivenessMerge.merge(status, liveness.of(status.platform())))
            .toList(),
        all.missing());
  }

  @Override
  public Optional<PlatformStatus> platform(String platform) {
    List<Missing> old = new ArrayList<>();
    return ask(
            platform,
            reads -> reads.platform(platform),
            "/api/platforms/" + encoded(platform),
            PlatformStatus.class,
            old::add)
        .map(status -> LivenessMerge.merge(status.withMissing(old), liveness.of(platform)));
  }

  @Override
  public List<IncidentView> incidents(String platform) {
    return ask(
            platform,
            reads -> Optional.of(reads.incidents(platform).toArray(IncidentView[]::new)),
            "/api/platforms/" + encoded(platform) + "/incidents",
            IncidentView[].class,
            old -> {})
        .map(List::of)
        .orElseGet(List::of);
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
        WhyNot.class,
        old -> {});
  }

  /**
   * Asks the owner, and a copy while the owner cannot say. That a copy does not know it is no
   * answer: the owner may.
   *
   * @param old is given what the copy says of itself
   */
  private <T> Optional<T> ask(
      String platform,
      Function<PlatformReads, Optional<T>> question,
      String path,
      Class<T> type,
      Consumer<Missing> old) {
    String owner = owners.ownerOf(platform);
    try {
      return isHere(owner) ? question.apply(here) : peers.get(owner, path, type);
    } catch (NotReady away) {
      int partition = owners.partitionOf(platform);
      Consumer<Copy> both =
          copy -> {
            told.accept(copy);
            old.accept(
                copy.tells(
                    new Missing(Missing.PLATFORMS, owner, List.of(partition), away.getMessage())));
          };
      return Optional.of(
          standbys.ask(Set.of(partition), question, path, type, both).orElseThrow(() -> away));
    }
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
      known = standbys.ask(Set.of(), question, path, type, told);
    }
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
