package rouse.it.action;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import rouse.contracts.topic.TopicSetup;
import rouse.contracts.topic.Topics;
import rouse.executor.notify.AlertSender;
import rouse.executor.notify.HttpStage;
import rouse.executor.notify.Notifier;
import rouse.executor.notify.TestTls;
import rouse.executor.observer.ObserverAlarm;
import rouse.executor.observer.ObserverMonitor;
import rouse.executor.observer.TickProbe;
import rouse.it.TestCluster;
import rouse.it.boot.Host;
import rouse.streams.StreamsApp;

/**
 * A broker, a GreenMail with STARTTLS and login, an SMS gateway; and the streams app and the
 * notifier between them, in this JVM.
 */
final class PostOffice implements AutoCloseable {
  static final Topics TOPICS = Topics.withDefaultNames();
  private final GreenMail mail =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private final TestCluster cluster = TestCluster.start();
  private final HttpStage gateway = new HttpStage();
  private final TestTls tls;
  private final int port;
  private final List<String> settings;
  private GreenMailFront front;
  private StreamsApp streams;
  private Notifier notifier;
  private ObserverMonitor monitor;
  private AlertSender alerts;

  /**
   * @param settings of both, names and values by turns
   */
  PostOffice(String... settings) throws Exception {
    this.settings = List.of(settings);
    mail.setUser("rouse", "rouse", "secret");
    mail.start();
    tls = TestTls.forHost("localhost", cluster.folder("."));
    try (var admin = cluster.admin()) {
      new TopicSetup(admin).ensure(TOPICS.all());
    }
    // It must still be free when the server comes back to it.
    port = Host.freePort();
    openMailServer();
  }

  TestCluster cluster() {
    return cluster;
  }

  /** The mail server goes away; its port answers nobody. */
  void closeMailServer() throws IOException {
    front.close();
  }

  /** The mail server is back where it was. */
  void openMailServer() throws IOException {
    front = new GreenMailFront(port, tls.server(), mail.getSmtp().getPort());
  }

  /** Starts both. */
  void open() throws InterruptedException {
    openStreams();
    List<String> all = new ArrayList<>(settings);
    all.addAll(
        List.of(
            "smtp.host",
            "localhost",
            "smtp.port",
            String.valueOf(port),
            "smtp.from",
            "rouse@example.org",
            "smtp.user",
            "rouse",
            "smtp.password",
            "secret",
            "smtp.trust",
            tls.pem().toString(),
            "smtp.rate",
            "0",
            "sms.url",
            gateway.url(),
            "sms.from",
            "+1555001"));
    notifier =
        new Notifier(
            cluster.settings(all.toArray(String[]::new)),
            TOPICS,
            "n1",
            new SimpleMeterRegistry(),
            InstantSource.system());
    notifier.start();
  }

  void openStreams() throws InterruptedException {
    streams = new StreamsApp(cluster.settings(settings.toArray(String[]::new)));
    streams.start();
  }

  /** Ends both; what they were about is in the topics. */
  void shut() {
    notifier.close();
    shutStreams();
  }

  void shutStreams() {
    streams.close();
  }

  /** Looks each second, as an executor does that has the observer as a container of its own. */
  void watchObserver(String platform, List<String> people, Duration patience) {
    alerts = new AlertSender(cluster.settings(), TOPICS, "n1", InstantSource.system());
    alerts.start();
    ObserverAlarm alarm =
        new ObserverAlarm(platform, patience, () -> people, alerts::tell, InstantSource.system());
    TickProbe ticks = new TickProbe(cluster.settings(), TOPICS, "ticks");
    monitor = new ObserverMonitor(ticks::look, () -> true, List.of(alarm::looked));
    monitor.start();
  }

  /** All that arrived. */
  List<MimeMessage> mails() {
    return Arrays.asList(mail.getReceivedMessages());
  }

  List<HttpStage.Call> messages() {
    return gateway.calls();
  }

  @Override
  public void close() throws IOException {
    if (monitor != null) {
      monitor.close();
      alerts.close();
    }
    if (notifier != null) {
      shut();
    }
    front.close();
    gateway.close();
    cluster.close();
    mail.stop();
  }
}
