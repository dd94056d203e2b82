package rouse.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Command;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.it.faults.RecoveryVerifier.Injected;

@DisplayName("The verifier of recoveries")
class RecoveryVerifierTest {
  private static final Instant AT = Instant.parse("2026-01-31T09:00:00Z");
  private static final HostId HOST = new HostId("here");
  private static final InstanceId APP = new InstanceId("shop", "app", 1);
  private final List<Envelope<Fact>> facts = new ArrayList<>();
  private final List<Envelope<Command>> commands = new ArrayList<>();

  @Test
  @DisplayName("has nothing to say of one recovery for each failure, and of none for what is none")
  void right() {
    start(1);
    fact(new Fact.ContainerDied(APP, 1, "c1", 137, false, HOST));
    start(2);
    silent(2);
    start(3);
    fact(new Fact.ContainerDied(APP, 3, "c3", 0, false, HOST));
    assertThat(
            verify(new Injected("c1", true), new Injected("c2", true), new Injected("c3", false)))
        .isEmpty();
  }

  @Test
  @DisplayName("names accusations and orders that nothing called for, doubles, and what was missed")
  void wrong() {
    start(1);
    silent(1);
    assertThat(verify()).containsExactly("extra: shop/app/1 accused in incarnation 1");
    start(2);
    assertThat(verify()).contains("extra: shop/app/1 ordered as incarnation 2, and nothing failed");
    assertThat(verify(new Injected("c1", true), new Injected("c2", true)))
        .containsExactly(
            "missed: shop/app/1 failed in incarnation 2",
            "missed: shop/app/1 not recovered from incarnation 2");
    start(3);
    commands.add(commands.getLast());
    assertThat(verify(new Injected("c1", true)))
        .contains(
            "twice: ensure/3", "extra: shop/app/1 ordered as incarnation 3, and nothing failed");
    commands.removeLast();
    commands.removeLast();
    commands.add(order(4));
    assertThat(verify(new Injected("c1", true))).contains("0 outcomes of ensure/4");
    assertThat(verify(new Injected("c9", true))).contains("no fact tells of the start of c9");
  }

  @Test
  @DisplayName("lets those whose executor was away be asked whether they run, once, and no others")
  void asked() {
    start(1);
    fact(new Fact.HostSilent("shop", HOST, AT, AT, AT));
    commands.add(order(2));
    fact(new Fact.CommandSucceeded("ensure/2", APP, 1, "already-running", "c1", null, HOST));
    assertThat(verify(new Injected("c1", false))).isEmpty();
    assertThat(verify()).contains("extra: shop/app/1 ordered as incarnation 2, and nothing failed");
    commands.add(order(3));
    fact(new Fact.CommandSucceeded("ensure/3", APP, 1, "already-running", "c1", null, HOST));
    assertThat(verify(new Injected("c1", false)))
        .containsExactly("extra: shop/app/1 ordered as incarnation 3, and nothing failed");
    facts.removeIf(fact -> fact.body() instanceof Fact.HostSilent);
    assertThat(verify(new Injected("c1", false))).hasSize(2);
  }

  @Test
  @DisplayName("takes the same outcome said twice for one, and two that differ for two")
  void outcomes() {
    start(1);
    facts.add(facts.getLast());
    assertThat(verify()).isEmpty();
    fact(new Fact.CommandSucceeded("ensure/1", APP, 1, "started", "other", null, HOST));
    assertThat(verify()).containsExactly("2 outcomes of ensure/1");
  }

  @Test
  @DisplayName("lets an order be that found its reason gone, and wants the one that follows it")
  void spared() {
    start(1);
    silent(1);
    commands.add(order(2));
    fact(new Fact.CommandFailed("ensure/2", APP, 2, Fact.CommandFailed.WAITED, HOST));
    assertThat(verify(new Injected("c1", false))).isEmpty();
    assertThat(verify(new Injected("c1", true)))
        .containsExactly("missed: shop/app/1 not recovered from incarnation 1");
    start(3);
    assertThat(verify(new Injected("c1", true))).isEmpty();
  }

  private List<String> verify(Injected... injected) {
    return RecoveryVerifier.complaints(facts, commands, List.of(injected));
  }

  private void start(long incarnation) {
    commands.add(order(incarnation));
    fact(
        new Fact.CommandSucceeded(
            "ensure/" + incarnation, APP, incarnation, "started", "c" + incarnation, null, HOST));
  }

  private static Envelope<Command> order(long incarnation) {
    return Envelope.of(
        "ensure/" + incarnation,
        "/test",
        AT,
        new Command.EnsureRunning(APP, incarnation, null, AT.plusSeconds(60)));
  }

  private void silent(long incarnation) {
    fact(new Fact.InstanceSilent(APP, incarnation, AT, AT, AT, Duration.ofSeconds(3), 0, 1, 2));
  }

  private void fact(Fact fact) {
    facts.add(Envelope.of("f" + facts.size(), "/test", AT, fact));
  }
}
