package rouse.executor.balance;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import rouse.contracts.topic.WorkerAnnouncement;
import rouse.contracts.topic.WorkerAnnouncement.Worker;

/**
 * Makes the servers of a backend what the workers are. It compares all of them each time and
 * remembers nothing of what it did, so a backend that lost its servers (HAProxy was restarted or
 * reloaded) gets them again, whatever was missed.
 */
final class BackendReconciler {
  private final HaproxyBackend backend;
  private final Pattern ours;
  private final Map<String, LocalDrain> drains = new HashMap<>();
  private List<Worker> announced;

  /** As of the last comparison; null when HAProxy did not answer. */
  private Map<String, HaproxyServer> servers;

  /**
   * A worker that is being retired here. It holds for one container: until a later announcement
   * says that there is another.
   *
   * @param over its sessions are gone, or its time is: it leaves the backend
   * @param heard an announcement has said the same
   */
  private record LocalDrain(String ip, boolean over, boolean heard) {}

  /**
   * @param worker the module; servers of other names are left alone
   */
  BackendReconciler(HaproxyBackend backend, String worker) {
    this.backend = backend;
    this.ours = Pattern.compile(Pattern.quote(worker) + "_[1-9][0-9]{0,5}");
  }

  /** The workers as they were announced last. */
  synchronized void announced(List<Worker> workers) {
    announced = workers.stream().filter(w -> ours.matcher(w.worker()).matches()).toList();
    drains.replaceAll((name, drain) -> follow(name, drain));
    drains.values().removeIf(drain -> drain == null);
  }

  private LocalDrain follow(String name, LocalDrain drain) {
    Worker worker = find(name);
    if (worker == null || !worker.ip().equals(drain.ip())) {
      return null;
    }
    boolean draining = worker.state().equals(WorkerAnnouncement.DRAINING);
    return drain.heard() && !draining
        ? null
        : new LocalDrain(drain.ip(), drain.over(), drain.heard() || draining);
  }

  private Worker find(String name) {
    return announced == null
        ? null
        : announced.stream().filter(w -> w.worker().equals(name)).findFirst().orElse(null);
  }

  /** It gets no new work from the next comparison on. */
  synchronized void drain(String name, String ip) {
    drains.put(name, new LocalDrain(ip, false, false));
  }

  /** It leaves the backend with the next comparison. */
  synchronized void drained(String name) {
    drains.computeIfPresent(name, (n, d) -> new LocalDrain(d.ip(), true, d.heard()));
  }

  /** Whether it has nothing left to do, as of the last comparison. */
  synchronized boolean isIdle(String name) {
    if (servers == null) {
      return false;
    }
    HaproxyServer server = servers.get(name);
    return server == null || (server.isIdle() && (server.isDraining() || server.isInMaintenance()));
  }

  /** Sessions of each server, served and queued, as of the last comparison. */
  synchronized Map<String, Long> sessions() {
    Map<String, Long> sessions = new HashMap<>();
    found().forEach((name, server) -> sessions.put(name, server.sessions() + server.queued()));
    return sessions;
  }

  /** Each server, as of the last comparison. */
  synchronized List<HaproxyServer> servers() {
    return found().values().stream().sorted(Comparator.comparing(HaproxyServer::name)).toList();
  }

  private Map<String, HaproxyServer> found() {
    return servers == null ? Map.of() : servers;
  }

  /** Nothing is known of the backend now. */
  synchronized void lost() {
    servers = null;
  }

  /**
   * Compares and changes what differs. A worker that is refused keeps no other from its place.
   *
   * @throws HaproxyRefusedException when all was done but what HAProxy refuses
   * @throws IOException when HAProxy does not answer
   */
  synchronized void reconcile() throws IOException {
    Map<String, HaproxyServer> found = look();
    HaproxyRefusedException refused = null;
    if (announced != null) {
      boolean changed = false;
      for (HaproxyServer server : found.values()) {
        try {
          changed |= settle(server);
        } catch (HaproxyRefusedException e) {
          refused = e;
        }
      }
      for (Worker worker : announced) {
        if (worker.isReady()
            && !drains.containsKey(worker.worker())
            && !found.containsKey(worker.worker())) {
          try {
            backend.add(worker.worker(), worker.ip(), worker.port());
            changed = true;
          } catch (HaproxyRefusedException e) {
            refused = e;
          }
        }
      }
      found = changed ? look() : found;
    }
    servers = found;
    if (refused != null) {
      throw refused;
    }
  }

  private Map<String, HaproxyServer> look() throws IOException {
    Map<String, HaproxyServer> found = new HashMap<>();
    for (HaproxyServer server : backend.servers()) {
      if (ours.matcher(server.name()).matches()) {
        found.put(server.name(), server);
      }
    }
    return found;
  }

  /** Returns whether anything was changed. */
  private boolean settle(HaproxyServer server) throws IOException {
    String name = server.name();
    LocalDrain drain = drains.get(name);
    Worker worker = find(name);
    boolean gone =
        (drain != null && drain.over())
            || worker == null
            || worker.state().equals(WorkerAnnouncement.ADDED);
    if (gone) {
      return backend.remove(server);
    }
    if (drain != null || worker.state().equals(WorkerAnnouncement.DRAINING)) {
      if (!server.isDraining() && !server.isInMaintenance()) {
        backend.drain(name);
        return true;
      }
    } else if (!server.address().equals(worker.ip() + ":" + worker.port())) {
      backend.move(name, worker.ip(), worker.port());
      return true;
    } else if (server.isDraining() || server.isInMaintenance()) {
      backend.serve(name);
      return true;
    }
    return false;
  }
}
