package rouse.core.sim;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** The command line of the simulation; {@code scripts/simulate} says what it takes. */
public final class Simulate {
  private static final int SHRINKING = 300;
  private static final int STORY = 80;

  /** No run needs so much of a processor; what does never ends. */
  private static final long ENDLESS_NS = 30_000_000_000L;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private long seed = -1;
  private int seeds = 1;
  private int minutes = SimPlan.MINUTES;
  private Set<Integer> faults;
  private boolean quiet;
  private boolean whole;
  private boolean all;
  private boolean first;

  private final AtomicLong next = new AtomicLong();
  private final AtomicLong run = new AtomicLong();
  private final AtomicLong simulatedMs = new AtomicLong();
  private final AtomicLong commands = new AtomicLong();
  private final AtomicLong cpuNs = new AtomicLong();
  private final AtomicReference<SimPlan> failed = new AtomicReference<>();

  private Simulate() {}

  /**
   * @param args see {@code scripts/simulate --help}
   */
  public static void main(String... args) throws InterruptedException {
    Simulate simulate = new Simulate();
    simulate.read(args);
    System.exit(simulate.run() ? 0 : 1);
  }

  private void read(String... args) {
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--seed" -> seed = Long.parseLong(args[++i]);
        case "--seeds" -> seeds = Integer.parseInt(args[++i]);
        case "--minutes" -> minutes = Integer.parseInt(args[++i]);
        case "--quiet" -> quiet = true;
        case "--story" -> whole = true;
        case "--all" -> all = true;
        case "--first" -> first = true;
        case "--faults" -> faults = numbers(args[++i]);
        default -> {
          System.err.println("unknown argument " + args[i] + "; see scripts/simulate --help");
          System.exit(2);
        }
      }
    }
  }

  private static Set<Integer> numbers(String list) {
    return list.equals("none")
        ? Set.of()
        : Arrays.stream(list.split(",")).map(Integer::valueOf).collect(Collectors.toSet());
  }

  /** Whether all went well. */
  private boolean run() throws InterruptedException {
    long begin = seed >= 0 ? seed : new Random().nextInt(Integer.MAX_VALUE);
    next.set(begin);
    long started = System.nanoTime();
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < Math.min(seeds, Runtime.getRuntime().availableProcessors()); i++) {
      workers.add(new Worker(begin + seeds));
      workers.getLast().thread.start();
    }
    for (Worker worker : workers) {
      while (!worker.thread.join(Duration.ofSeconds(1))) {
        workers.forEach(this::mustEnd);
      }
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    double hours = simulatedMs.get() / 3_600_000.0;
    System.out.printf(
        Locale.ROOT,
        "%d seeds from %d: %.0f simulated hours, %d commands, in %.1f s;"
            + " %.0f simulated hours in an hour of CPU%n",
        run.get(),
        begin,
        hours,
        commands.get(),
        seconds,
        hours / Math.max(1e-9, cpuNs.get() / 3.6e12));
    if (failed.get() == null) {
      return true;
    }
    if (!all && !first) {
      tell(failed.get());
    }
    return false;
  }

  /** Runs one seed after the other. */
  private final class Worker implements Runnable {
    private final Thread thread = new Thread(this, "simulate");
    private final long end;
    private volatile SimPlan running;
    private volatile long began;

    Worker(long end) {
      this.end = end;
    }

    @Override
    public void run() {
      for (long mine = next.getAndIncrement(); mine < end; mine = next.getAndIncrement()) {
        began = THREADS.getCurrentThreadCpuTime();
        running = plan(mine);
        Simulation simulation = new Simulation(running);
        try {
          simulation.run();
        } catch (AssertionError | RuntimeException e) {
          failed(running, e);
        }
        run.incrementAndGet();
        simulatedMs.addAndGet(simulation.now());
        commands.addAndGet(simulation.commands());
      }
      cpuNs.addAndGet(THREADS.getCurrentThreadCpuTime());
      running = null;
    }

    private void failed(SimPlan plan, Throwable e) {
      boolean isFirst = failed.compareAndSet(null, plan);
      String text = e.getMessage() == null ? e.toString() : e.getMessage().strip();
      String line = text.lines().findFirst().orElse("");
      if (all) {
        System.out.println(plan.command() + ": " + line);
      } else {
        next.set(end);
        if (first && isFirst) {
          System.out.println("seed " + plan.seed() + " fails: " + line);
        }
      }
    }
  }

  /** A rule that never comes to an end is a failure too. */
  private void mustEnd(Worker worker) {
    SimPlan plan = worker.running;
    long cpu = THREADS.getThreadCpuTime(worker.thread.threadId());
    if (plan != null && cpu - worker.began > ENDLESS_NS) {
      System.out.println("seed " + plan.seed() + " fails: it does not end: " + plan.command());
      Runtime.getRuntime().halt(1);
    }
  }

  private SimPlan plan(long ofSeed) {
    SimPlan plan = SimPlan.of(ofSeed, minutes);
    plan = faults == null ? plan : plan.only(faults);
    return quiet ? plan.quiet() : plan;
  }

  private void tell(SimPlan failing) {
    System.out.println("seed " + failing.seed() + " fails: " + failing.command());
    SimPlan smallest = new SimShrinker(Simulate::fails, SHRINKING).shrink(failing);
    Simulation simulation = new Simulation(smallest);
    Throwable failure = null;
    try {
      simulation.run();
    } catch (AssertionError | RuntimeException e) {
      failure = e;
    }
    if (failure == null) {
      System.out.println("but not when it is run again: something in it is not from the seed");
      return;
    }
    simulation.story(whole ? Integer.MAX_VALUE : STORY).forEach(System.out::println);
    System.out.println(failure.getMessage());
    if (!(failure instanceof AssertionError)) {
      failure.printStackTrace(System.out);
    }
    System.out.printf(
        "%nIt fails with %d of %d faults: %s%n  %s%n",
        smallest.faults().size(), failing.faults().size(), smallest.faults(), smallest.command());
  }

  private static boolean fails(SimPlan plan) {
    try {
      new Simulation(plan).run();
      return false;
    } catch (AssertionError | RuntimeException e) {
      return true;
    }
  }
}
