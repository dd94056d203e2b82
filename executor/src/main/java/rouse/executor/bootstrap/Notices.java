package rouse.executor.bootstrap;

/** Whoever tells people what the executor alone can know. */
@FunctionalInterface
public interface Notices {

  /**
   * @param about what it is about; of one such thing, what is said last holds
   * @param occasion another for each time that something is to be said
   * @param over what was told before is over
   */
  void tell(String about, String occasion, String text, boolean over);
}
