package rouse.streams.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import rouse.contracts.status.Missing;

/**
 * What all owners of a store told together, and who did not tell: on a day when one of them is
 * away, what the others know is what is wanted most.
 *
 * @param told one answer of each that answered
 * @param missing who did not, and the partitions that nobody owns
 */
public record ScatterGather<T>(List<T> told, List<Missing> missing) {

  /** What one owner said, or why it said nothing; one of the two is null. */
  private record Reply<T>(T answer, Missing missing) {}

  public ScatterGather {
    told = List.copyOf(told);
    missing = List.copyOf(missing);
  }

  /**
   * Asks all owners at once, so that the slowest alone sets how long it takes.
   *
   * @param part what the answers are part of, see {@link Missing}
   * @param here asks this instance
   * @param there asks another, host:port
   */
  public static <T> ScatterGather<T> of(
      String part, Owners owners, Supplier<T> here, Function<String, T> there) {
    Set<Integer> unowned =
        IntStream.range(0, owners.partitions())
            .boxed()
            .collect(Collectors.toCollection(TreeSet::new));
    List<Reply<T>> replies = new ArrayList<>();
    String nobody = "no streams app is known to own them";
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String self = owners.self();
      var asked =
          owners.all().entrySet().stream()
              .map(
                  owner -> {
                    String instance = owner.getKey();
                    unowned.removeAll(owner.getValue());
                    Supplier<T> question =
                        instance.equals(self) ? here : () -> there.apply(instance);
                    return CompletableFuture.supplyAsync(
                        () -> reply(part, instance, owner.getValue(), question), threads);
                  })
              .toList();
      asked.forEach(reply -> replies.add(reply.join()));
    } catch (NotReady e) {
      nobody = e.getMessage();
    }
    if (!unowned.isEmpty()) {
      replies.add(new Reply<>(null, new Missing(part, null, List.copyOf(unowned), nobody)));
    }
    return new ScatterGather<>(
        present(replies.stream().map(Reply::answer).toList()),
        present(replies.stream().map(Reply::missing).toList()));
  }

  private static <T> Reply<T> reply(
      String part, String instance, Set<Integer> partitions, Supplier<T> question) {
    try {
      return new Reply<>(question.get(), null);
    } catch (NotReady e) {
      List<Integer> sorted = partitions.stream().sorted().toList();
      return new Reply<>(null, new Missing(part, instance, sorted, e.getMessage()));
    }
  }

  private static <E> List<E> present(Collection<E> some) {
    return some.stream().filter(Objects::nonNull).toList();
  }

  /**
   * The same, when anybody told anything.
   *
   * @throws NotReady when nobody did
   */
  public ScatterGather<T> orNotReady() {
    if (told.isEmpty()) {
      throw silence();
    }
    return this;
  }

  /** Why it is not known what those who are missing know. */
  NotReady silence() {
    return new NotReady(missing.stream().map(Missing::text).collect(Collectors.joining("; ")));
  }
}
