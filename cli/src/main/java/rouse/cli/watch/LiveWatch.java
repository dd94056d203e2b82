package rouse.cli.watch;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import rouse.cli.Errors;
import rouse.cli.terminal.Keyboard;
import rouse.cli.terminal.Screen;
import rouse.cli.terminal.Terminal;
import rouse.contracts.status.PlatformStatus;

/** The live table on a terminal: asks, takes keys, draws. */
public final class LiveWatch {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration LOOK_AT_SIZE = Duration.ofSeconds(1);
  private final Supplier<PlatformStatus> ask;
  private final Function<String, List<String>> why;
  private final Function<String, List<String>> whyNot;
  private final WatchView view;
  private final Object monitor = new Object();
  private volatile boolean ended;

  /**
   * @param ask for the newest state; may throw
   * @param why tells of an instance why it was restarted last; may throw
   * @param whyNot tells of an instance why nothing is done now; may throw
   */
  public LiveWatch(
      Supplier<PlatformStatus> ask,
      Function<String, List<String>> why,
      Function<String, List<String>> whyNot,
      boolean colour) {
    this.ask = ask;
    this.why = why;
    this.whyNot = whyNot;
    this.view = new WatchView(colour);
  }

  /**
   * Shows it until a key or a signal ends it.
   *
   * @param out writes and flushes
   */
  public void run(Consumer<String> out) throws InterruptedException {
    Optional<Keyboard> keys = Keyboard.open();
    Screen screen = new Screen(out);
    Thread tidy = new Thread(() -> giveBack(screen, keys));
    Runtime.getRuntime().addShutdownHook(tidy);
    // What the API takes to answer keeps no key waiting.
    ExecutorService asking = Executors.newSingleThreadExecutor(daemons("watch-ask"));
    ExecutorService telling = Executors.newSingleThreadExecutor(daemons("watch-why"));
    asking.execute(this::follow);
    try {
      loop(keys, screen, telling);
    } catch (IOException terminalIsGone) {
      ended = true;
    } finally {
      ended = true;
      asking.shutdownNow();
      telling.shutdownNow();
      giveBack(screen, keys);
    }
  }

  private static ThreadFactory daemons(String name) {
    return Thread.ofPlatform().daemon().name(name).factory();
  }

  private static void giveBack(Screen screen, Optional<Keyboard> keys) {
    screen.close();
    keys.ifPresent(Keyboard::close);
  }

  private void loop(Optional<Keyboard> keys, Screen screen, ExecutorService telling)
      throws IOException, InterruptedException {
    Terminal.Size size = Terminal.size();
    long looked = System.nanoTime();
    while (!ended) {
      synchronized (monitor) {
        screen.show(view.lines(size), size);
      }
      if (keys.isPresent()) {
        Optional<Keyboard.Key> key = keys.get().next();
        if (key.isPresent() && quits(key.get(), telling)) {
          return;
        }
      } else {
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      }
      if (System.nanoTime() - looked > LOOK_AT_SIZE.toNanos()) {
        size = Terminal.size();
        looked = System.nanoTime();
      }
    }
  }

  private boolean quits(Keyboard.Key key, ExecutorService telling) {
    synchronized (monitor) {
      switch (view.press(key)) {
        case QUIT -> {
          return true;
        }
        case WHY -> tell(telling, "Why ", why);
        case WHY_NOT -> tell(telling, "Why not ", whyNot);
        case NOTHING -> {
          return false;
        }
      }
      return false;
    }
  }

  private void tell(
      ExecutorService telling, String question, Function<String, List<String>> answer) {
    String instance = view.selected();
    String title = question + instance;
    view.detail(title, List.of("…"));
    telling.execute(
        () -> {
          List<String> lines;
          try {
            lines = answer.apply(instance);
          } catch (RuntimeException e) {
            lines = List.of(Errors.oneLine(e));
          }
          synchronized (monitor) {
            view.answer(title, lines);
          }
        });
  }

  private void follow() {
    while (!ended) {
      try {
        PlatformStatus status = ask.get();
        synchronized (monitor) {
          view.update(status);
        }
      } catch (RuntimeException e) {
        synchronized (monitor) {
          view.trouble(Errors.oneLine(e));
        }
      }
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
