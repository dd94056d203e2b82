package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.platform.ExecutorId;
import rouse.contracts.platform.HostId;
import rouse.contracts.topic.TopicSetup;
import rouse.contracts.topic.Topics;
import rouse.executor.identity.DuplicateExecutor;
import rouse.executor.identity.ExecutorClaim;
import rouse.executor.identity.ExecutorLock;

/** The name of an executor, as a broker sees to it; each place is a folder here. */
class ExecutorClaimIT {
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static final HostId HOST = new HostId("web-1");
  private static final Duration LONG = Duration.ofMinutes(2);
  private static TestCluster cluster;

  /** Every process that lost its name. */
  private final List<DuplicateExecutor> lost = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void open() {
    cluster = TestCluster.start();
    try (var admin = cluster.admin()) {
      new TopicSetup(admin).ensure(TOPICS.all());
    }
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  private ExecutorLock place(ExecutorId id, String name) {
    return ExecutorLock.take(cluster.folder(name).resolve(id.platform()), id);
  }

  private ExecutorClaim claim(ExecutorId id, ExecutorLock place) {
    return new ExecutorClaim(cluster.settings(), TOPICS, id, place, lost::add);
  }

  private static int members(ExecutorId id) throws Exception {
    String group = "rouse-identity-" + id.kafkaName();
    try (var admin = cluster.admin()) {
      return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().size();
    }
  }

  private static void awaitMembers(ExecutorId id, int count) {
    Awaitility.await().atMost(LONG).ignoreExceptions().until(() -> members(id) == count);
  }

  @Test
  @DisplayName("R18 another place is refused while the first lives, another platform is not")
  void second() throws Exception {
    ExecutorId id = new ExecutorId(HOST, "shop");
    try (ExecutorLock here = place(id, "here");
        ExecutorLock there = place(id, "there")) {
      try (ExecutorClaim first = claim(id, here);
          ExecutorClaim second = claim(id, there)) {
        first.take();
        awaitMembers(id, 1);
        takeBeside();
        assertThatExceptionOfType(DuplicateExecutor.class)
            .isThrownBy(second::take)
            .withMessageContaining("executor web-1/shop already")
            .withMessageContaining("process " + ProcessHandle.current().pid());
      }
      try (ExecutorClaim successor = claim(id, there)) {
        successor.take();
        awaitMembers(id, 1);
      }
    }
    assertThat(lost).isEmpty();
  }

  private void takeBeside() throws InterruptedException {
    ExecutorId beside = new ExecutorId(HOST, "ias");
    try (ExecutorLock lock = place(beside, "here");
        ExecutorClaim claim = claim(beside, lock)) {
      claim.take();
    }
  }

  @Test
  @DisplayName("R18 of two that start at once the later one ends")
  void atOnce() throws Exception {
    ExecutorId id = new ExecutorId(HOST, "race");
    try (ExecutorLock here = place(id, "here");
        ExecutorLock there = place(id, "there");
        ExecutorClaim first = claim(id, here);
        ExecutorClaim second = claim(id, there)) {
      Thread other = Thread.ofPlatform().start(() -> takeUnchecked(first));
      takeUnchecked(second);
      other.join(LONG);
      Awaitility.await().atMost(LONG).until(() -> !lost.isEmpty());
      awaitMembers(id, 1);
    }
    assertThat(lost).hasSize(1);
  }

  /** One may see the other in time already. */
  private void takeUnchecked(ExecutorClaim claim) {
    try {
      claim.take();
    } catch (DuplicateExecutor late) {
      lost.add(late);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @DisplayName("R18 whoever has died at the same place holds up no successor")
  void successor() throws Exception {
    ExecutorId id = new ExecutorId(HOST, "killed");
    try (ExecutorClaim stays = claimOfOneKilled(id)) {
      stays.take();
      awaitMembers(id, 1);
      try (ExecutorLock again = place(id, "here");
          ExecutorClaim next = claim(id, again)) {
        next.take();
        awaitMembers(id, 2);
      }
    }
    assertThat(lost).isEmpty();
  }

  /** Its lock is given up already; the broker still has its member. */
  private ExecutorClaim claimOfOneKilled(ExecutorId id) {
    try (ExecutorLock killed = place(id, "here")) {
      return claim(id, killed);
    }
  }
}
