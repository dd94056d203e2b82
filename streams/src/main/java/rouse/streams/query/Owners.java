package rouse.streams.query;

import java.util.Set;

/** Which instance of the app holds what; instances are named host:port, as they advertise. */
public interface Owners {
  /** This instance. */
  String self();

  /**
   * The instance that owns a key.
   *
   * @throws NotReady while the group has not settled
   */
  String ownerOf(String key);

  /**
   * All instances that own something.
   *
   * @throws NotReady while the group has not settled
   */
  Set<String> all();
}
