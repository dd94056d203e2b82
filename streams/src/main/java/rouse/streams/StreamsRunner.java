package rouse.streams;

import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.settings.SettingError;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.TopicMismatch;
import rouse.streams.http.AddressTaken;

/** Runs the app until it ends, and says by its exit code how it did. */
public final class StreamsRunner {
  public static final int OK = 0;

  /** One of the applications failed. */
  public static final int FAILED = 1;

  /** Something must be set or changed first: a setting, a topic, an address. */
  public static final int USAGE = 2;

  /** No broker answered in time. */
  public static final int TIMED_OUT = 3;

  private static final Logger LOG = LoggerFactory.getLogger(StreamsRunner.class);

  private StreamsRunner() {}

  /**
   * Blocks until the app has ended, by a signal or by itself.
   *
   * @param exit ends the process; injected, so that a test outlives it
   */
  public static void run(Settings settings, IntConsumer exit) {
    exit.accept(run(settings));
  }

  private static int run(Settings settings) {
    try (StreamsApp app = new StreamsApp(settings)) {
      Runtime.getRuntime().addShutdownHook(new Thread(app::close, "close-on-signal"));
      app.start();
      app.awaitEnd();
      return OK;
    } catch (BrokerAbsent e) {
      return say(e, TIMED_OUT);
    } catch (SettingError | TopicMismatch | AddressTaken e) {
      return say(e, USAGE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OK;
    } catch (RuntimeException e) {
      LOG.debug("ended by", e);
      return say(e, FAILED);
    }
  }

  private static int say(Exception e, int code) {
    LOG.error("{}", e.getMessage());
    return code;
  }
}
