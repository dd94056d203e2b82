package rouse.streams.query;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import rouse.contracts.status.Missing;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.Platforms;

/**
 * Answers from copies of the decider's state, while its owner is away. A copy follows the log of
 * the state, so what it tells is whole and a little old; each answer says how far behind it is.
 */
public final class Standbys {
  private final PlatformReads here;
  private final Owners owners;
  private final Peers peers;
  private final IntFunction<Optional<Long>> lags;

  /**
   * @param here what the copies of this instance tell
   * @param lags of the copies here, in records, by partition; empty when it is not known
   */
  public Standbys(
      PlatformReads here, Owners owners, Peers peers, IntFunction<Optional<Long>> lags) {
    this.here = here;
    this.owners = owners;
    this.peers = peers;
    this.lags = lags;
  }

  /** The copies of this instance, as far behind as the last of them. */
  public Copy copyHere() {
    return new Copy(owners.self(), lagHere());
  }

  private Optional<Long> lagHere() {
    Set<Integer> own = owners.standbys().getOrDefault(owners.self(), Set.of());
    List<Optional<Long>> all = own.stream().map(lags::apply).toList();
    return all.stream().anyMatch(Optional::isEmpty)
        ? Optional.empty()
        : all.stream().flatMap(Optional::stream).max(Long::compare);
  }

  /** What this instance's copies tell, for another instance that asks. */
  public PlatformReads here() {
    return here;
  }

  /**
   * Asks copies, those of this instance first.
   *
   * @param partitions that one of them must have; empty asks all of them
   * @param told is given what the answer's copy says of itself
   * @return empty when no copy knows
   */
  <T> Optional<T> ask(
      Set<Integer> partitions,
      Function<PlatformReads, Optional<T>> question,
      String path,
      Class<T> type,
      Consumer<Copy> told) {
    return holders(partitions)
        .map(instance -> answer(instance, question, path, type))
        .flatMap(Optional::stream)
        .findFirst()
        .map(
            answer -> {
              told.accept(answer.copy());
              return answer.value();
            });
  }

  /** Adds to a list what is missing in it and copies know. */
  Platforms complete(Platforms all, Consumer<Copy> told) {
    Platforms completed = all;
    Set<Integer> lost = partitions(completed);
    for (String instance : lost.isEmpty() ? List.<String>of() : holders(lost).toList()) {
      Set<Integer> own = owners.standbys().getOrDefault(instance, Set.of());
      if (partitions(completed).stream().anyMatch(own::contains)) {
        Optional<Answer<Platforms>> answer =
            answer(
                instance,
                reads -> Optional.of(reads.platforms()),
                "/api/platforms",
                Platforms.class);
        if (answer.isPresent()) {
          told.accept(answer.get().copy());
          completed = with(completed, answer.get(), own);
        }
      }
    }
    return completed;
  }

  private static Set<Integer> partitions(Platforms all) {
    return all.missing().stream()
        .filter(missing -> missing.part().equals(Missing.PLATFORMS) && missing.standby() == null)
        .flatMap(missing -> missing.partitions().stream())
        .collect(Collectors.toSet());
  }

  private static Platforms with(Platforms all, Answer<Platforms> answer, Set<Integer> own) {
    Set<String> known =
        all.platforms().stream().map(PlatformStatus::platform).collect(Collectors.toSet());
    Stream<PlatformStatus> more =
        answer.value().platforms().stream().filter(status -> !known.contains(status.platform()));
    return new Platforms(
        Stream.concat(all.platforms().stream(), more).toList(),
        all.missing().stream().flatMap(missing -> split(missing, answer.copy(), own)).toList());
  }

  /** What the copy has is no longer missing, but old. */
  private static Stream<Missing> split(Missing missing, Copy copy, Set<Integer> own) {
    if (!missing.part().equals(Missing.PLATFORMS) || missing.standby() != null) {
      return Stream.of(missing);
    }
    return missing.partitions().stream()
        .collect(Collectors.partitioningBy(own::contains))
        .entrySet()
        .stream()
        .filter(part -> !part.getValue().isEmpty())
        .map(
            part -> {
              Missing rest =
                  new Missing(
                      Missing.PLATFORMS, missing.owner(), part.getValue(), missing.reason());
              return part.getKey() ? copy.tells(rest) : rest;
            });
  }

  /**
   * Whose copy an answer is from.
   *
   * @param lag in records; empty when it could not be found out in time
   */
  public record Copy(String instance, Optional<Long> lag) {
    Missing tells(Missing missing) {
      return new Missing(
          missing.part(),
          missing.owner(),
          missing.partitions(),
          missing.reason(),
          instance,
          lag.orElse(null));
    }
  }

  private record Answer<T>(T value, Copy copy) {}

  private <T> Optional<Answer<T>> answer(
      String instance, Function<PlatformReads, Optional<T>> question, String path, Class<T> type) {
    try {
      if (instance.equals(owners.self())) {
        return question.apply(here).map(value -> new Answer<>(value, copyHere()));
      }
      return peers
          .getCopy(instance, path, type)
          .map(copied -> new Answer<>(copied.value(), new Copy(instance, copied.lag())));
    } catch (NotReady e) {
      return Optional.empty();
    }
  }

  private Stream<String> holders(Set<Integer> partitions) {
    return owners.standbys().entrySet().stream()
        .filter(
            holder ->
                partitions.isEmpty() || holder.getValue().stream().anyMatch(partitions::contains))
        .map(Map.Entry::getKey)
        .sorted(
            Comparator.comparing((String instance) -> !instance.equals(owners.self()))
                .thenComparing(Comparator.naturalOrder()));
  }
}
