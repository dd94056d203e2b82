package rouse.executor.bootstrap;

/** Told of each step of a boot; may be called by several threads at once. */
public interface BootProgress {

  /** Nobody watches. */
  BootProgress SILENT =
      new BootProgress() {
        @Override
        public void began(String step) {}

        @Override
        public void finished(String step, String how) {}

        @Override
        public void output(String step, String line) {}
      };

  /** Tells another as well. */
  default BootProgress and(BootProgress other) {
    BootProgress first = this;
    return new BootProgress() {
      @Override
      public void began(String step) {
        first.began(step);
        other.began(step);
      }

      @Override
      public void finished(String step, String how) {
        first.finished(step, how);
        other.finished(step, how);
      }

      @Override
      public void output(String step, String line) {
        first.output(step, line);
        other.output(step, line);
      }
    };
  }

  /**
   * @param step what is being done, as in {@code image ias-deployer}
   */
  void began(String step);

  /**
   * @param how what came of it, as in {@code built in 3.1 s}
   */
  void finished(String step, String how);

  /** A line of what failed, for the operator. */
  void output(String step, String line);
}
