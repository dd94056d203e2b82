package rouse.executor.log;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A set that keeps the newest and forgets what was added first. For any thread. */
public final class RecentSet<T> extends AbstractSet<T> {
  private final Map<T, Boolean> newest;

  /**
   * @param most that are kept
   */
  public RecentSet(int most) {
    newest =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<T, Boolean> eldest) {
            return size() > most;
          }
        };
  }

  @Override
  public synchronized boolean add(T one) {
    return newest.put(one, true) == null;
  }

  @Override
  public synchronized boolean contains(Object one) {
    return newest.containsKey(one);
  }

  @Override
  public synchronized Iterator<T> iterator() {
    return List.copyOf(newest.keySet()).iterator();
  }

  @Override
  public synchronized int size() {
    return newest.size();
  }
}
