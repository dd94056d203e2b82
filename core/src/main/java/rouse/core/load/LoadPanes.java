package rouse.core.load;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import rouse.contracts.heartbeat.HeartbeatRecord.LoadReport;
import rouse.contracts.heartbeat.HeartbeatRecord.LoadWindow;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.WorkerLoad;

/**
 * The load reports of one partition, in panes of log time, for the modules that are scaled by load.
 * A window is over when a tick behind it was read back: then all its reports have been read. A
 * window that this run has not seen from its begin is not told, since who is missing in it may have
 * reported.
 */
public final class LoadPanes {
  private final int partition;
  private final Map<String, ModulePanes> modules = new HashMap<>();
  private final Map<String, WorkerPanes> workers = new HashMap<>();
  private long lastTick = Long.MIN_VALUE;
  private long unscaled;

  /** Of one module that is scaled by load. */
  private static final class ModulePanes {
    private final WindowGrid grid;
    private final Map<String, WorkerPanes> workers = new HashMap<>();
    private long seenFrom;
    private long cutTo = Long.MIN_VALUE;

    ModulePanes(WindowGrid grid, long seenFrom) {
      this.grid = grid;
      this.seenFrom = seenFrom;
    }
  }

  public LoadPanes(int partition) {
    this.partition = partition;
  }

  /**
   * These modules are scaled by load, and no others.
   *
   * @param windows by {@code <platform>/<module>}
   */
  public void expect(Map<String, Duration> windows) {
    modules.keySet().stream().filter(m -> !windows.containsKey(m)).toList().forEach(this::drop);
    windows.forEach(
        (name, window) -> {
          WindowGrid grid = WindowGrid.of(window);
          ModulePanes known = modules.get(name);
          if (known == null || !known.grid.equals(grid)) {
            drop(name);
            modules.put(name, new ModulePanes(grid, Long.MAX_VALUE));
          }
        });
  }

  /** Whether a module is scaled by load. */
  public boolean expects(String platform, String module) {
    return modules.containsKey(platform + "/" + module);
  }

  private void drop(String name) {
    ModulePanes gone = modules.remove(name);
    if (gone != null) {
      gone.workers.keySet().forEach(workers::remove);
    }
  }

  /**
   * Takes in a report.
   *
   * @param key {@code <platform>/<module>/<slot>}
   * @param at broker time of the record
   * @throws IllegalArgumentException when the key names no instance
   */
  public void report(String key, LoadReport report, long at) {
    WorkerPanes worker = workers.get(key);
    if (worker == null) {
      worker = enter(key);
    }
    if (worker != null) {
      worker.add(report, at);
    } else {
      unscaled++;
    }
  }

  private WorkerPanes enter(String key) {
    ModulePanes module = modules.get(key.substring(0, Math.max(0, key.lastIndexOf('/'))));
    if (module == null) {
      return null;
    }
    WorkerPanes worker = new WorkerPanes(InstanceId.parse(key).slot(), module.grid);
    module.workers.put(key, worker);
    workers.put(key, worker);
    return worker;
  }

  /**
   * A tick of this run was read back.
   *
   * @param at broker time of the tick
   * @param windows where the windows go that are over
   */
  public void tick(long at, Consumer<LoadWindow> windows) {
    if (at < lastTick) {
      // A broker's clock was set: what was counted ahead would be counted again.
      modules.values().forEach(m -> m.workers.clear());
      workers.clear();
      modules.values().forEach(m -> begin(m, at));
    }
    lastTick = at;
    modules.forEach(
        (name, module) -> {
          if (module.seenFrom == Long.MAX_VALUE) {
            begin(module, at);
          }
          long pane = module.grid.paneOf(at);
          if (pane > module.cutTo) {
            module.cutTo = pane;
            cut(name, module, pane, windows);
          }
        });
  }

  private static void begin(ModulePanes module, long at) {
    module.seenFrom = at;
    module.cutTo = Long.MIN_VALUE;
  }

  private void cut(String name, ModulePanes module, long pane, Consumer<LoadWindow> windows) {
    module.workers.entrySet().removeIf(w -> forget(w, pane));
    long from = module.grid.beginOf(pane - module.grid.panes());
    if (from < module.seenFrom) {
      return;
    }
    List<WorkerLoad> loads = new ArrayList<>(module.workers.size());
    for (WorkerPanes worker : module.workers.values()) {
      WorkerLoad load = worker.before(pane);
      if (load != null) {
        loads.add(load);
      }
    }
    int slash = name.indexOf('/');
    windows.accept(
        new LoadWindow(
            name.substring(0, slash),
            name.substring(slash + 1),
            partition,
            Instant.ofEpochMilli(from),
            Instant.ofEpochMilli(module.grid.beginOf(pane)),
            loads));
  }

  private boolean forget(Map.Entry<String, WorkerPanes> worker, long pane) {
    boolean over = worker.getValue().isOver(pane);
    if (over) {
      workers.remove(worker.getKey());
    }
    return over;
  }

  /** Reports of instances whose module is not scaled by load. */
  public long unscaled() {
    return unscaled;
  }
}
