package rouse.core.detection;

import rouse.contracts.event.Fact;

/** Where the ledger's findings go. */
public interface TransitionListener {

  /**
   * A transition was found.
   *
   * @param id made from the evidence, so that a repeat is recognised
   */
  void tell(String id, Fact fact);

  /** An entry changed in a way that must survive a restart. */
  void remember(String key, StoredWatch entry);

  /** An entry is gone. */
  void forget(String key);
}
