package rouse.streams.action.memory;

import java.util.ArrayList;
import java.util.List;

/** The newest of something, newest first, so many and no more. */
final class Recent {
  private Recent() {}

  static <T> List<T> with(T newest, List<T> before, int most) {
    List<T> all = new ArrayList<>();
    all.add(newest);
    before.stream().limit(most - 1L).forEach(all::add);
    return List.copyOf(all);
  }
}
