package rouse.streams.query;

import java.util.List;

/** Whether silence can be judged and decisions can be made at present. */
@FunctionalInterface
public interface Readiness {
  /** Why not, one line each; empty when all is well. */
  List<String> obstacles();
}
