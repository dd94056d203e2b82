package rouse.core.sim;

import java.util.Arrays;
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
  private long seed = -1;
  private int seeds = 1;
  private int minutes = SimPlan.MINUTES;
  private Set<Integer> faults;
  private boolean quiet;
  private boolean whole;
  private boolean all;

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
    long first = seed >= 0 ? seed : new Random().nextInt(Integer.MAX_VALUE);
    next.set(first);
    long started = System.nanoTime();
    Thread[] workers = new Thread[Math.min(seeds, Runtime.getRuntime().availableProcessors())];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Thread(() -> work(first + seeds), "simulate-" + i);
      workers[i].start();
    }
    for (Thread worker : workers) {
      worker.join();
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    double hours = simulatedMs.get() / 3_600_000.0;
    System.out.printf(
        Locale.ROOT,
        "%d seeds from %d: %.0f simulated hours, %d commands, in %.1f s;"
            + " %.0f simulated hours in an hour of CPU%n",
        run.get(),
        first,
        hours,
        commands.get(),
        seconds,
        hours / Math.max(1e-9, cpuNs.get() / 3.6e12));
    if (failed.get() == null) {
      return true;
    }
    if (!all) {
      tell(failed.get());
    }
    return false;
  }

  private void work(long end) {
    long cpu = java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (long mine = next.getAndIncrement(); mine < end; mine = next.getAndIncrement()) {
      SimPlan plan = plan(mine);
      Simulation simulation = new Simulation(plan);
      try {
        simulation.run();
      } catch (AssertionError | RuntimeException e) {
        failed.compareAndSet(null, plan);
        if (all) {
          String text = e.getMessage() == null ? e.toString() : e.getMessage().strip();
          System.out.println(plan.command() + ": " + text.lines().findFirst().orElse(""));
        } else {
          next.set(end);
        }
      }
      run.incrementAndGet();
      simulatedMs.addAndGet(simulation.now());
      commands.addAndGet(simulation.commands());
    }
    cpuNs.addAndGet(
        java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu);
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
