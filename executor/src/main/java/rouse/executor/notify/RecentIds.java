package rouse.executor.notify;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The newest ids, as many as a restart can bring back. */
final class RecentIds extends AbstractSet<String> {
  private static final int MOST = 100_000;
  private final Map<String, Boolean> ids =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MOST;
        }
      };

  @Override
  public synchronized boolean add(String id) {
    return ids.put(id, true) == null;
  }

  @Override
  public synchronized boolean contains(Object id) {
    return ids.containsKey(id);
  }

  @Override
  public synchronized Iterator<String> iterator() {
    return java.util.List.copyOf(ids.keySet()).iterator();
  }

  @Override
  public synchronized int size() {
    return ids.size();
  }
}
