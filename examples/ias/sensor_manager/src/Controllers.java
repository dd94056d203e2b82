import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Simulated controllers, one for each sensor that was ever commanded. */
final class Controllers {
  private static final int REMEMBERED = 10;

  private final Map<String, Controller> controllers = new ConcurrentSkipListMap<>();

  /** One command that was carried out. */
  record Done(String command, String requestId, String at) {}

  /**
   * A controller as it stands.
   *
   * @param state {@code on}, {@code off}, the value it was set to, or what was last done
   * @param carriedOut how many commands so far
   * @param last the last ten of them, newest first
   */
  record Controller(String state, long carriedOut, List<Done> last) {

    Controller after(Done done) {
      List<Done> newest = new ArrayList<>(List.of(done));
      last.stream().limit(REMEMBERED - 1).forEach(newest::add);
      return new Controller(stateAfter(done.command()), carriedOut + 1, List.copyOf(newest));
    }

    private static String stateAfter(String command) {
      String words = command.strip().toLowerCase(Locale.ROOT);
      if (words.matches("(turn |switch )?on\\W*")) {
        return "on";
      }
      if (words.matches("(turn |switch )?off\\W*")) {
        return "off";
      }
      return words.startsWith("set ") ? command.strip().substring(4) : "done: " + command.strip();
    }
  }

  void carryOut(String sensor, String command, String requestId, long timestamp) {
    Done done = new Done(command, requestId, Instant.ofEpochMilli(timestamp).toString());
    controllers.merge(
        sensor,
        new Controller("new", 0, List.of()).after(done),
        (before, first) -> before.after(done));
  }

  Map<String, Controller> all() {
    return controllers;
  }
}
