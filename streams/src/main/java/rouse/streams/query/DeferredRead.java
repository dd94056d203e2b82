package rouse.streams.query;

import java.util.function.Supplier;

/**
 * Something that exists only after the cluster answered, while the status API answers before: until
 * then, asking for it is {@link NotReady}.
 */
public final class DeferredRead<T> implements Supplier<T> {
  private volatile T value;

  public void set(T made) {
    value = made;
  }

  @Override
  public T get() {
    T made = value;
    if (made == null) {
      throw new NotReady("the app starts: it waits for its Kafka cluster");
    }
    return made;
  }
}
