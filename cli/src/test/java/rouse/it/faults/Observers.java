package rouse.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import rouse.contracts.platform.InstanceId;
import rouse.it.Api;
import rouse.it.action.Child;
import rouse.it.boot.Host;

/** Streams apps, each in a process of its own, over a platform that beats. */
final class Observers implements AutoCloseable {
  private static final Duration LONG = Duration.ofMinutes(4);
  private final BeatingPlatform platform;
  private final List<Child> apps = new ArrayList<>();
  private final List<Api> apis = new ArrayList<>();

  /**
   * @param row names their logs
   * @param main that starts a streams app
   */
  Observers(
      String row, String bootstrap, Path folder, BeatingPlatform platform, Class<?> main, int count)
      throws Exception {
    this(row, bootstrap, folder, platform, main, count, Map.of());
  }

  /**
   * @param environment of their processes
   */
  Observers(
      String row,
      String bootstrap,
      Path folder,
      BeatingPlatform platform,
      Class<?> main,
      int count,
      Map<String, String> environment)
      throws Exception {
    this.platform = platform;
    Files.createDirectories(folder);
    for (int i = 0; i < count; i++) {
      Api api = new Api(Host.freePort());
      List<String> all =
          new ArrayList<>(
              List.of(
                  "kafka=" + bootstrap,
                  "state.dir=" + folder.resolve("state-" + i),
                  "platform.default=" + BeatingPlatform.NAME,
                  "http.port=" + api.port()));
      apps.add(new Child(main, all, Measured.log(row + "-app-" + i), environment));
      apis.add(api);
    }
    awaitReady();
  }

  /** Each that runs is able to judge. */
  void awaitReady() {
    soon().until(this::areReady);
  }

  static ConditionFactory soon() {
    return Awaitility.await().atMost(LONG).pollInterval(Duration.ofMillis(100)).ignoreExceptions();
  }

  Child app(int number) {
    return apps.get(number);
  }

  private boolean areReady() throws Exception {
    for (int i = 0; i < apis.size(); i++) {
      if (apps.get(i).isAlive() && !apis.get(i).isReady()) {
        return false;
      }
    }
    return true;
  }

  /** All modules are there, and each beats. */
  void awaitBoot() {
    soon().until(this::isWhole);
  }

  private boolean isWhole() throws Exception {
    for (int i = 0; i < apis.size(); i++) {
      if (!apps.get(i).isAlive()) {
        continue;
      }
      var status = apis.get(i).json("/api/platforms/" + BeatingPlatform.NAME);
      List<String> observed = status.get("modules").findValuesAsText("observed");
      if (!status.at("/observer/state").asText().equals("watching")
          || observed.stream().filter("alive"::equals).count()
              < BeatingPlatform.instances().size()) {
        return false;
      }
    }
    return true;
  }

  /** Until everybody is seen to live, and what is asked now is answered; how long that took. */
  Duration awaitCaughtUp() {
    Instant start = Instant.now();
    String request = platform.ask();
    soon().until(() -> areReady() && isWhole() && platform.isAnswered(request));
    return Duration.between(start, Instant.now());
  }

  /** Those who really hang are found and replaced; how long the slowest took. */
  Duration awaitHangsFound(InstanceId... instances) {
    Instant start = Instant.now();
    for (InstanceId instance : instances) {
      platform.hang(instance);
    }
    for (InstanceId instance : instances) {
      soon().until(() -> platform.isReplaced(instance));
    }
    return Duration.between(start, Instant.now());
  }

  /** Nothing more is asked; then the log holds what was done, and no more. */
  void verify() {
    platform.stopAsking();
    awaitCaughtUp();
    soon().untilAsserted(() -> assertThat(platform.complaints()).isEmpty());
  }

  @Override
  public void close() {
    apps.forEach(Child::close);
  }
}
