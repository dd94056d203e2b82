package rouse.streams.action.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.QueryableStoreType;
import org.apache.kafka.streams.state.internals.AbstractStoreBuilder;
import org.apache.kafka.streams.state.internals.StateStoreProvider;
import rouse.contracts.action.UserDisplayRecord;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.MalformedRecordException;
import rouse.streams.action.ActionQueries;

/**
 * The newest displays of each service in one partition of {@code user_display}, as a state store.
 * In memory and without a changelog: that topic is the log it is restored from.
 *
 * <p>Bounded, because anybody may write there under any key, and what decides about containers
 * lives in the same process: the services displayed least recently are forgotten first.
 *
 * <p>Written by the stream thread, read by those that answer HTTP.
 */
public final class DisplayMemory implements StateStore {
  /** For {@code KafkaStreams.store}, with the partition of the service. */
  public static final QueryableStoreType<DisplayMemory> TYPE = new Type();

  private static final int PLACES = 20;

  /** Of one partition: thousands of services with all their places full of ordinary texts. */
  private static final long MOST_BYTES = 32L * 1024 * 1024;

  /** What a display takes beside its bytes, roughly. */
  private static final int OVERHEAD = 64;

  private final long mostBytes;

  /** Newest first, by service; the service displayed least recently comes first. */
  private final LinkedHashMap<String, Deque<byte[]>> shelves = new LinkedHashMap<>();

  private long bytes;
  private volatile boolean open;

  /**
   * @param mostBytes what may be kept, in bytes
   */
  DisplayMemory(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Adds a display in the place of the oldest. */
  synchronized void add(String serviceId, byte[] display) {
    Deque<byte[]> shelf = shelves.get(serviceId);
    if (shelf == null) {
      shelf = new ArrayDeque<>(1);
    } else if (shelf.size() == PLACES) {
      bytes -= sizeOf(shelf.removeLast());
    }
    shelf.addFirst(display);
    shelves.putLast(serviceId, shelf);
    bytes += sizeOf(display);
    while (bytes > mostBytes && shelves.size() > 1) {
      shelves.pollFirstEntry().getValue().forEach(gone -> bytes -= sizeOf(gone));
    }
  }

  /** The displays of a service, newest first; none of an unknown one. */
  public Displays of(String serviceId) {
    return new Displays(
        newestFirst(serviceId).stream().flatMap(display -> read(display).stream()).toList());
  }

  /** Empty for what others wrote and cannot be shown. */
  private static Optional<UserDisplayRecord> read(byte[] display) {
    try {
      return Optional.of(CloudEvents.readBody(UserDisplayRecord.class, display));
    } catch (MalformedRecordException e) {
      return Optional.empty();
    }
  }

  private synchronized List<byte[]> newestFirst(String serviceId) {
    Deque<byte[]> shelf = shelves.get(serviceId);
    return shelf == null ? List.of() : List.copyOf(shelf);
  }

  private static long sizeOf(byte[] display) {
    return (long) display.length + OVERHEAD;
  }

  @Override
  public String name() {
    return ActionQueries.DISPLAYS;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    DisplayReader reader = new DisplayReader();
    context.register(root, (key, value) -> RememberDisplays.again(this, reader, key, value));
    open = true;
  }

  @Override
  public synchronized void close() {
    open = false;
    shelves.clear();
    bytes = 0;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  private static final class Type implements QueryableStoreType<DisplayMemory> {
    @Override
    public boolean accepts(StateStore store) {
      return store instanceof DisplayMemory;
    }

    @Override
    public DisplayMemory create(StateStoreProvider provider, String storeName) {
      return provider.stores(storeName, this).getFirst();
    }
  }

  /** Builds it. */
  static final class Builder extends AbstractStoreBuilder<String, byte[], DisplayMemory> {
    Builder() {
      super(ActionQueries.DISPLAYS, null, null, Time.SYSTEM);
    }

    @Override
    public DisplayMemory build() {
      return new DisplayMemory(MOST_BYTES);
    }
  }
}
