package rouse.executor.identity;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that is an executor, as its Kafka client's id tells it to others.
 *
 * @param place one boot of one machine, and the folder that the process has locked there; of two
 *     processes of one place the one that holds the lock knows that the other has ended
 */
record ExecutorProcess(String place, Instant since, long pid, String machine)
    implements Comparable<ExecutorProcess> {
  private static final Pattern CLIENT =
      Pattern.compile(".*;place=([^;]*);since=(\\d{1,15});pid=(\\d{1,10});machine=([^;]*)");
  private static final Comparator<ExecutorProcess> OLDEST_FIRST =
      Comparator.comparing(ExecutorProcess::since)
          .thenComparing(ExecutorProcess::place)
          .thenComparingLong(ExecutorProcess::pid);

  static ExecutorProcess self(String place) {
    ProcessHandle process = ProcessHandle.current();
    return new ExecutorProcess(
        place, Instant.ofEpochMilli(System.currentTimeMillis()), process.pid(), machineName());
  }

  private static String machineName() {
    try {
      return InetAddress.getLocalHost().getHostName().replaceAll("[^a-zA-Z0-9._-]", "-");
    } catch (UnknownHostException nameless) {
      return "unnamed";
    }
  }

  String clientId(String name) {
    return "%s;place=%s;since=%d;pid=%d;machine=%s"
        .formatted(name, place, since.toEpochMilli(), pid, machine);
  }

  /** Empty when it is the id of something else. */
  static Optional<ExecutorProcess> of(String clientId) {
    Matcher client = CLIENT.matcher(clientId);
    return client.matches()
        ? Optional.of(
            new ExecutorProcess(
                client.group(1),
                Instant.ofEpochMilli(Long.parseLong(client.group(2))),
                Long.parseLong(client.group(3)),
                client.group(4)))
        : Optional.empty();
  }

  @Override
  public int compareTo(ExecutorProcess other) {
    return OLDEST_FIRST.compare(this, other);
  }

  @Override
  public String toString() {
    return "process " + pid + " on " + machine + ", since " + since;
  }
}
