package rouse.executor.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.topic.WorkerAnnouncement.Worker;

@DisplayName("The servers of a backend follow the announced workers")
class BackendReconcilerTest {
  private final PlayedHaproxy haproxy = new PlayedHaproxy();
  private final BackendReconciler backend =
      new BackendReconciler(new HaproxyBackend(haproxy, "workers"), "node");

  private static Worker worker(int slot, String ip, String state) {
    return new Worker("node_" + slot, ip, 5000, state);
  }

  private void settle(Worker... workers) throws IOException {
    backend.announced(List.of(workers));
    backend.reconcile();
  }

  @Test
  @DisplayName("before anything is announced, nothing is touched")
  void nothingKnown() throws IOException {
    haproxy.servers.put("node_1", new String[] {"10.0.0.1:5000", "UP"});
    backend.reconcile();
    assertThat(haproxy.states()).containsExactly(Map.entry("node_1", "10.0.0.1:5000 UP"));
  }

  @Test
  @DisplayName("R46 a worker serves when it is ready, not when it was started")
  void readyOnly() throws IOException {
    settle(worker(1, "10.0.0.1", "ready"), worker(2, "10.0.0.2", "added"));
    assertThat(haproxy.states()).containsExactly(Map.entry("node_1", "10.0.0.1:5000 UP"));
  }

  @Test
  @DisplayName("after a reload all servers are added again")
  void reload() throws IOException {
    settle(worker(1, "10.0.0.1", "ready"), worker(2, "10.0.0.2", "ready"));
    haproxy.servers.clear();
    backend.reconcile();
    assertThat(haproxy.states()).hasSize(2);
  }

  @Test
  @DisplayName("two workers whose addresses are swapped by recovery have the new ones")
  void swapped() throws IOException {
    settle(worker(1, "10.0.0.1", "ready"), worker(2, "10.0.0.2", "ready"));
    settle(worker(1, "10.0.0.2", "ready"), worker(2, "10.0.0.1", "ready"));
    assertThat(haproxy.states())
        .containsEntry("node_1", "10.0.0.2:5000 UP")
        .containsEntry("node_2", "10.0.0.1:5000 UP");
  }

  @Test
  @DisplayName("a worker that is retired here drains, whatever an older announcement says")
  void drains() throws IOException {
    Worker ready = worker(1, "10.0.0.1", "ready");
    settle(ready);
    backend.drain("node_1", "10.0.0.1");
    settle(ready);
    assertThat(haproxy.states()).containsEntry("node_1", "10.0.0.1:5000 DRAIN");
    assertThat(backend.isIdle("node_1")).isTrue();
    backend.drained("node_1");
    settle(ready);
    assertThat(haproxy.states()).isEmpty();
  }

  @Test
  @DisplayName("its successor at the same address serves")
  void successor() throws IOException {
    settle(worker(1, "10.0.0.1", "ready"));
    backend.drain("node_1", "10.0.0.1");
    backend.drained("node_1");
    settle(worker(1, "10.0.0.1", "draining"));
    settle();
    settle(worker(1, "10.0.0.1", "ready"));
    assertThat(haproxy.states()).containsEntry("node_1", "10.0.0.1:5000 UP");
  }

  @Test
  @DisplayName("a server with connections is deleted when they are gone; others' servers stay")
  void attached() throws IOException {
    haproxy.servers.put("fallback", new String[] {"10.0.0.9:80", "UP"});
    settle(worker(1, "10.0.0.1", "ready"));
    haproxy.attached = true;
    settle();
    assertThat(haproxy.states()).containsEntry("node_1", "10.0.0.1:5000 MAINT");
    haproxy.attached = false;
    settle();
    assertThat(haproxy.states()).containsOnlyKeys("fallback");
  }

  @Test
  @DisplayName("a worker that HAProxy refuses keeps no other from its place")
  void refused() throws IOException {
    haproxy.refused = "node_1";
    assertThatThrownBy(() -> settle(worker(1, "10.0.0.1", "ready"), worker(2, "10.0.0.2", "ready")))
        .isInstanceOf(HaproxyRefusedException.class)
        .hasMessageContaining("node_1");
    assertThat(haproxy.states()).containsExactly(Map.entry("node_2", "10.0.0.2:5000 UP"));
    assertThat(backend.sessions()).containsOnlyKeys("node_2");
  }

  @Test
  @DisplayName("a name that is no worker's is left alone, however it begins")
  void othersNames() throws IOException {
    haproxy.servers.put("node_007", new String[] {"10.0.0.9:80", "UP"});
    haproxy.servers.put("node_99999999999", new String[] {"10.0.0.9:80", "UP"});
    settle(worker(1, "10.0.0.1", "ready"), worker(2_000_000_000, "10.0.0.2", "ready"));
    assertThat(haproxy.servers).containsOnlyKeys("node_007", "node_1", "node_99999999999");
    assertThat(backend.sessions()).containsOnlyKeys("node_1");
  }

  @Test
  @DisplayName("nobody is idle by a HAProxy that does not answer")
  void lost() {
    backend.lost();
    assertThat(backend.isIdle("node_1")).isFalse();
  }

  /** As much of the Runtime API as is used, with the answers of HAProxy 2.6. */
  private static final class PlayedHaproxy implements RuntimeApi {
    final Map<String, String[]> servers = new TreeMap<>();
    boolean attached;
    String refused = "";

    Map<String, String> states() {
      Map<String, String> states = new TreeMap<>();
      servers.forEach((name, s) -> states.put(name, s[0] + " " + s[1]));
      return states;
    }

    /** Several commands stand on one line; each is answered, whatever became of those before. */
    @Override
    public String run(String line) {
      return Arrays.stream(line.split(";")).map(this::one).collect(Collectors.joining("\n"));
    }

    private String one(String command) {
      String[] words = command.split(" ");
      if (command.startsWith("show stat workers")) {
        StringBuilder text = new StringBuilder("# pxname,svname,qcur,scur,status,addr,\n");
        servers.forEach(
            (name, s) -> text.append("workers," + name + ",0,0," + s[1] + "," + s[0] + ",\n"));
        return text.toString();
      }
      String name = words[2].substring("workers/".length());
      if (command.startsWith("add server")) {
        if (name.equals(refused)) {
          return "Backend must use a dynamic load balancing to support dynamic servers.";
        }
        servers.put(name, new String[] {words[3], "MAINT"});
        return "New server registered.";
      }
      if (command.startsWith("del server")) {
        boolean maintained = "MAINT".equals(servers.get(name)[1]);
        if (!maintained || attached) {
          return "Server still has connections attached to it, cannot remove server.";
        }
        servers.remove(name);
        return "Server deleted.";
      }
      if (command.contains(" addr ")) {
        servers.get(name)[0] = words[4] + ":" + words[6];
        return "IP changed";
      }
      if (!servers.containsKey(name)) {
        return "No such server.";
      }
      if (command.contains(" state ")) {
        servers.get(name)[1] =
            words[4].equals("ready") ? "UP" : words[4].equals("drain") ? "DRAIN" : "MAINT";
      }
      return "";
    }
  }
}
