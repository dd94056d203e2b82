package rouse.it.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Delivery;
import rouse.contracts.event.Delivery.Outcome;
import rouse.contracts.event.Json;
import rouse.contracts.event.Notification.Channel;
import rouse.contracts.topic.TopicSetup;
import rouse.contracts.topic.Topics;
import rouse.executor.notify.HttpStage;
import rouse.executor.notify.TestTls;
import rouse.it.TestCluster;

@DisplayName("Action requests, from a real broker to a real mail server, with kills")
class ActionRequestsIT {
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static final int REQUESTS = 10_000;
  private static final int KILLS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  @Test
  @DisplayName(
      "R3 R4 R5 R6 R7 R8 R12 R13 R14 R15 R16 R17 ten thousand mixed requests come out exactly, through"
          + " three kills of the streams app and of the notifier")
  void comesOutExactly() throws Exception {
    GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.setUser("rouse", "rouse", "secret");
    mail.start();
    try (TestCluster cluster = TestCluster.start();
        HttpStage gateway = new HttpStage()) {
      Path folder = cluster.folder(".");
      TestTls tls = TestTls.forHost("localhost", folder);
      try (var admin = cluster.admin()) {
        new TopicSetup(admin).ensure(TOPICS.all());
      }
      try (GreenMailFront front = new GreenMailFront(0, tls.server(), mail.getSmtp().getPort());
          Child streams =
              new Child(
                  StreamsChild.class, streamsSettings(cluster), folder.resolve("streams.log"));
          Child notifier =
              new Child(
                  NotifierChild.class,
                  notifierSettings(cluster, front, tls, gateway),
                  folder.resolve("notifier.log"))) {
        List<RequestPlan.Planned> plan = send(cluster, streams, notifier, mail);
        assertOutputs(cluster, plan);
        assertMessages(cluster, plan, mail, gateway);
        assertOwnBeat(cluster);
        assertThat(streams.isAlive()).isTrue();
        assertThat(notifier.isAlive()).isTrue();
      }
    } finally {
      mail.stop();
    }
  }

  private static List<String> streamsSettings(TestCluster cluster) {
    return List.of(
        "kafka=" + cluster.bootstrap(),
        "http.port=0",
        "state.dir=" + cluster.folder("state"),
        "platform.default=ias");
  }

  private static List<String> notifierSettings(
      TestCluster cluster, GreenMailFront front, TestTls tls, HttpStage gateway) {
    return List.of(
        "kafka=" + cluster.bootstrap(),
        "smtp.host=localhost",
        "smtp.port=" + front.port(),
        "smtp.from=rouse@example.org",
        "smtp.user=rouse",
        "smtp.password=secret",
        "smtp.trust=" + tls.pem(),
        "smtp.rate=0",
        "sms.url=" + gateway.url(),
        "sms.from=+1555001");
  }

  /** Sends all of the plan, and kills both, three times, when a quarter more has gone out. */
  private static List<RequestPlan.Planned> send(
      TestCluster cluster, Child streams, Child notifier, GreenMail mail) throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed of the plan: " + seed);
    RequestPlan requests = new RequestPlan(seed);
    List<RequestPlan.Planned> plan = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
      for (int part = 0; part <= KILLS; part++) {
        for (int i = 0; i < REQUESTS / (KILLS + 1); i++) {
          RequestPlan.Planned request = requests.next();
          var unused =
              producer.send(
                  new ProducerRecord<>(
                      TOPICS.actionRequests().name(),
                      plan.size() % 4,
                      null,
                      request.json().getBytes(UTF_8)));
          plan.add(request);
        }
        producer.flush();
        if (part < KILLS) {
          IntSupplier mails = () -> mail.getReceivedMessages().length;
          int before = mails.getAsInt();
          await().atMost(PATIENCE).until(() -> mails.getAsInt() > before + 50);
          streams.killAndRestart();
          notifier.killAndRestart();
        }
      }
    }
    return plan;
  }

  private static void assertOutputs(TestCluster cluster, List<RequestPlan.Planned> plan) {
    List<String> commands = plan.stream().flatMap(p -> p.commands().stream()).sorted().toList();
    List<String> displays =
        plan.stream().map(RequestPlan.Planned::display).filter(d -> d != null).sorted().toList();
    int letters = plan.stream().mapToInt(RequestPlan.Planned::deadLetters).sum();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () ->
                cluster.read(TOPICS.sensorCommands()).size() >= commands.size()
                    && cluster.read(TOPICS.userDisplays()).size() >= displays.size()
                    && cluster.read(TOPICS.deadLetters()).size() >= letters);

    List<ConsumerRecord<String, byte[]>> sent = cluster.read(TOPICS.sensorCommands());
    assertThat(sent.stream().map(r -> r.key() + "|" + field(r, "command")).sorted().toList())
        .isEqualTo(commands);
    assertThat(sent).allMatch(r -> r.key().equals(field(r, "sensor_id")));
    assertThat(
            cluster.read(TOPICS.userDisplays()).stream()
                .map(r -> r.key() + "|" + field(r, "text"))
                .sorted()
                .toList())
        .isEqualTo(displays);
    assertThat(cluster.read(TOPICS.deadLetters())).hasSize(letters);
    assertOrder(plan, sent);
  }

  /**
   * Per sensor, requests of one partition stay in their order, with an id and without; but for
   * those that came twice, since the one of another partition may have been read first.
   */
  private static void assertOrder(
      List<RequestPlan.Planned> plan, List<ConsumerRecord<String, byte[]>> sent) {
    Map<String, Long> times =
        plan.stream()
            .collect(Collectors.groupingBy(RequestPlan.Planned::json, Collectors.counting()));
    Map<String, List<Integer>> order = new TreeMap<>();
    for (ConsumerRecord<String, byte[]> command : sent) {
      int number = Integer.parseInt(field(command, "command").replaceFirst("\\..*", "")) - 1;
      if (times.get(plan.get(number).json()) > 1) {
        continue;
      }
      String way = number % 4 + " " + command.key();
      order.computeIfAbsent(way, w -> new ArrayList<>()).add(number);
    }
    assertThat(order).allSatisfy((way, numbers) -> assertThat(numbers).describedAs(way).isSorted());
  }

  private static void assertMessages(
      TestCluster cluster, List<RequestPlan.Planned> plan, GreenMail mail, HttpStage gateway)
      throws Exception {
    long all = plan.stream().mapToLong(p -> p.recipients().size()).sum();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> ended(cluster).size() >= all);

    Map<String, Delivery> ended = ended(cluster);
    assertThat(ended.values()).allMatch(d -> d.outcome() == Outcome.SENT);
    Function<Channel, Map<String, Long>> expected =
        channel ->
            plan.stream()
                .flatMap(p -> p.recipients().stream())
                .filter(r -> Channel.of(r) == channel)
                .collect(Collectors.groupingBy(r -> r, Collectors.counting()));
    assertThat(
            byRecipient(ended.values().stream().filter(d -> d.channel() == Channel.MAIL).toList()))
        .isEqualTo(expected.apply(Channel.MAIL));
    assertThat(
            byRecipient(ended.values().stream().filter(d -> d.channel() == Channel.SMS).toList()))
        .isEqualTo(expected.apply(Channel.SMS));

    long mails = expected.apply(Channel.MAIL).values().stream().mapToLong(Long::longValue).sum();
    Set<String> ids = new HashSet<>();
    for (var message : mail.getReceivedMessages()) {
      ids.add(message.getHeader("Message-ID")[0]);
    }
    assertThat(ids).hasSize((int) mails);
    assertThat(mail.getReceivedMessages().length - mails).isBetween(0L, (long) KILLS);
    long sms = expected.apply(Channel.SMS).values().stream().mapToLong(Long::longValue).sum();
    List<String> keys =
        gateway.calls().stream().map(c -> c.headers().getFirst("Idempotency-Key")).toList();
    assertThat(new HashSet<>(keys)).hasSize((int) sms);
    assertThat(keys.size() - sms).isBetween(0L, (long) KILLS);
  }

  private static Map<String, Delivery> ended(TestCluster cluster) {
    Map<String, Delivery> ended = new HashMap<>();
    for (var record : cluster.read(TOPICS.deliveries())) {
      Delivery delivery = record.value().body();
      if (delivery.outcome().isFinal(delivery.channel())) {
        ended.put(delivery.notificationId(), delivery);
      }
    }
    return Collections.unmodifiableMap(ended);
  }

  private static Map<String, Long> byRecipient(List<Delivery> deliveries) {
    return deliveries.stream()
        .collect(Collectors.groupingBy(Delivery::recipient, Collectors.counting()));
  }

  private static void assertOwnBeat(TestCluster cluster) {
    assertThat(cluster.read(TOPICS.originalHeartbeats()))
        .isNotEmpty()
        .allMatch(
            beat ->
                new String(beat.value(), UTF_8)
                    .matches("\\{\"module\":\"action_manager\",\"ts\":\\d{1,6},\"Status\":1}"));
  }

  private static String field(ConsumerRecord<String, byte[]> record, String name) {
    try {
      JsonNode value = Json.MAPPER.readTree(record.value()).get(name);
      return value == null ? null : value.asText();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
