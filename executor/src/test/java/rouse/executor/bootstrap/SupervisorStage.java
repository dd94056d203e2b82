package rouse.executor.bootstrap;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.RecoveryPolicy;

/** A supervisor of a broker and an observer, what happens to them, and what it makes of it. */
final class SupervisorStage implements AutoCloseable {
  static final InstanceId KAFKA = InstanceId.parse("p/kafka/1");
  static final InstanceId OBSERVER = InstanceId.parse("p/observer/1");
  static final HostId HOST = new HostId("here");

  /** One attempt, and then one trial in ten minutes, longer than any of these tests. */
  static final RecoveryPolicy STRICT = new RecoveryPolicy(null, 1, Duration.ofMinutes(10), null);

  final PlayedSlots slots = new PlayedSlots();
  final List<String> told = new CopyOnWriteArrayList<>();
  final Supervisor supervisor =
      new Supervisor(
          slots, OBSERVER.module()::equals, this::say, Duration.ofMillis(50), System::nanoTime);
  volatile boolean speechless;

  /** Done when people are told, in the supervisor's turn. */
  volatile Runnable whileTelling = () -> {};

  private int last;

  SupervisorStage(RecoveryPolicy policy) {
    for (InstanceId instance : List.of(KAFKA, OBSERVER)) {
      slots.runs(instance, 1, null);
      supervisor.keep(instance, module(instance, policy), 1, 1);
    }
  }

  private void say(String about, String occasion, String text, boolean over) {
    if (speechless) {
      throw new IllegalStateException("nobody can be told");
    }
    told.add((over ? "over: " : "raised: ") + text);
    whileTelling.run();
  }

  static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10));
  }

  static ModuleSpec module(InstanceId instance, RecoveryPolicy policy) {
    return module(instance, policy, false);
  }

  /** A module whose successful end others wait for. */
  static ModuleSpec oneShot(InstanceId instance, RecoveryPolicy policy) {
    return module(instance, policy, true);
  }

  private static ModuleSpec module(InstanceId instance, RecoveryPolicy policy, boolean completes) {
    return new ModuleSpec(
        instance.module(),
        null,
        null,
        1,
        null,
        policy,
        null,
        null,
        ModuleSpec.Supervisor.EXECUTOR,
        null,
        false,
        completes,
        null);
  }

  void tell(Fact fact) {
    supervisor.on(Envelope.of("f" + fact.hashCode(), "/test", Instant.now(), fact));
  }

  /** It ends, and that is told. */
  void dies(InstanceId instance, long incarnation) {
    slots.ends(instance);
    toldDead(instance, incarnation);
  }

  /** It ends by itself, and that is told. */
  void exits(InstanceId instance, long incarnation, int exitCode) {
    slots.ends(instance);
    toldEnded(instance, incarnation, exitCode);
  }

  /** That it had ended is told, whatever fills its slot now. */
  void toldDead(InstanceId instance, long incarnation) {
    toldEnded(instance, incarnation, 1);
  }

  private void toldEnded(InstanceId instance, long incarnation, int exitCode) {
    String container = "c" + incarnation;
    tell(new Fact.ContainerDied(instance, incarnation, container, exitCode, false, HOST));
  }

  /** It is there, and that is told. */
  void starts(InstanceId instance, long incarnation) {
    slots.runs(instance, incarnation, null);
    toldStarted(instance, incarnation);
  }

  void toldStarted(InstanceId instance, long incarnation) {
    String container = "c" + incarnation;
    tell(new Fact.ContainerStarted(instance, incarnation, container, null, null, null, HOST));
  }

  /** Its health changes, and that is told. */
  void health(InstanceId instance, long incarnation, Fact.Health health) {
    slots.runs(instance, incarnation, health);
    toldHealth(instance, incarnation, health);
  }

  void toldHealth(InstanceId instance, long incarnation, Fact.Health health) {
    tell(new Fact.HealthChanged(instance, incarnation, health, "docker"));
  }

  void stops(InstanceId instance, long incarnation) {
    slots.ends(instance);
    tell(new Fact.ContainerStoppedByOperator(instance, incarnation, "c" + incarnation, HOST));
  }

  void judged(ObserverPatience.Verdict verdict) {
    supervisor.onLook(OBSERVER, verdict, slots.run(OBSERVER));
  }

  List<Long> filled(InstanceId instance) {
    return slots.filled(instance);
  }

  void awaitFilled(InstanceId instance, Long... incarnations) {
    soon().until(() -> filled(instance).equals(List.of(incarnations)));
  }

  /** The next attempt is to come; for those that have long enough until then to be seen so. */
  void awaitPending(InstanceId instance) {
    soon().until(() -> supervisor.hasPending(instance));
  }

  /** What people were told of it. */
  List<String> toldOf(InstanceId instance) {
    return told.stream().filter(text -> text.contains(instance.toString())).toList();
  }

  /**
   * Time in which whatever does its work now would have proved it: another is given up, lives
   * again, and has proved that, all of it after what was told before.
   */
  void awaitProof() {
    InstanceId another = failsOnce();
    dies(another, 2);
    soon().until(() -> toldOf(another).size() == 1);
    starts(another, 3);
    soon().until(() -> toldOf(another).size() == 2);
  }

  /** All that was told is worked on in order: when the last is, all before it was. */
  void awaitHeard() {
    failsOnce();
  }

  /** Another that has died, and been started again with the one attempt that it has. */
  InstanceId failsOnce() {
    InstanceId another = InstanceId.parse("p/another-" + last++ + "/1");
    supervisor.keep(another, module(another, STRICT), 1, 1);
    toldDead(another, 1);
    awaitFilled(another, 2L);
    return another;
  }

  @Override
  public void close() {
    supervisor.close();
  }
}
