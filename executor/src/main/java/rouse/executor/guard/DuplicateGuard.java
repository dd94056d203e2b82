package rouse.executor.guard;

/** Another guard works on the engine already. */
public final class DuplicateGuard extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DuplicateGuard(String holder) {
    super(
        "another guard works on this Docker engine: "
            + holder
            + ". Stop it first; one is enough for all projects.");
  }
}
