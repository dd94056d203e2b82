package rouse.streams.query;

import java.util.List;
import java.util.Optional;
import rouse.contracts.status.Restoring;

/** Whether silence can be judged and decisions can be made at present. */
public interface Readiness {
  /** Why not, one line each; empty when all is well. */
  List<String> obstacles();

  /** How far the state has been read back; empty when none is being read. */
  Optional<Restoring> restoring();
}
