package rouse.cli.terminal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Map;
import org.slf4j.Logger;

/**
 * What is logged, and how. Code and no XML file: reading one takes the JDK's XML parser and some
 * three hundred classes of logback, in every process of Rouse. A file of somebody's own that {@code
 * -Dlogback.configurationFile} names is read instead.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogConfiguration extends ContextAwareBase implements Configurator {
  private static final String FILE = "logback.configurationFile";

  /** Value of that property for this configuration, where a class path brings one for tests. */
  private static final String THIS = "rouse";

  private static final String PATTERN =
      "%d{HH:mm:ss.SSS} %-5level %logger{20} %replace(%msg){'\\p{Cntrl}', '?'}%n%ex{8}";

  private static final Map<String, Level> LEVELS =
      Map.ofEntries(
          // Clients and brokers tell of every connection; what matters to Rouse is said by Rouse.
          Map.entry("org.apache.kafka", Level.WARN),
          Map.entry("kafka", Level.WARN),
          Map.entry("state.change.logger", Level.WARN),
          // They warn of what is in order here: a folder below /tmp, a broker not up yet, a
          // transaction that waits for the one before it, state that is built anew after a kill, a
          // changelog not made yet, a topic that two ask for at once.
          Map.entry("org.apache.kafka.clients.NetworkClient", Level.ERROR),
          Map.entry("org.apache.kafka.clients.producer.internals.Sender", Level.ERROR),
          Map.entry("org.apache.kafka.clients.consumer.internals.OffsetFetcherUtils", Level.ERROR),
          Map.entry("org.apache.kafka.clients.admin.internals.PartitionLeaderStrategy", Level.OFF),
          Map.entry("org.apache.kafka.controller.QuorumController", Level.ERROR),
          Map.entry("kafka.server.DefaultAutoTopicCreationManager", Level.ERROR),
          Map.entry("org.apache.kafka.streams.StreamsConfig", Level.ERROR),
          Map.entry("org.apache.kafka.streams.processor.internals.StateDirectory", Level.ERROR),
          Map.entry(
              "org.apache.kafka.streams.processor.internals.ProcessorStateManager", Level.ERROR),
          Map.entry("org.apache.kafka.streams.processor.internals.TaskManager", Level.OFF),
          // that there are fewer apps than copies are wanted: one app alone is in order
          Map.entry("org.apache.kafka.streams.processor.assignment", Level.ERROR),
          Map.entry("org.apache.kafka.streams.processor.internals.assignment", Level.ERROR),
          // of each display without a service, whenever displays are remembered anew
          Map.entry(
              "org.apache.kafka.streams.processor.internals.StoreChangelogReader", Level.ERROR),
          // prints each client's whole configuration, secrets of TLS included
          Map.entry("org.apache.kafka.clients.consumer.ConsumerConfig", Level.ERROR),
          Map.entry("org.apache.kafka.clients.producer.ProducerConfig", Level.ERROR),
          Map.entry("org.eclipse.jetty", Level.WARN),
          Map.entry("io.javalin", Level.WARN),
          Map.entry("com.github.dockerjava", Level.ERROR),
          // what they log they throw as well; the first also when a poll ends for its size
          Map.entry("org.apache.kafka.clients.consumer.internals.CompletedFetch", Level.OFF),
          Map.entry("com.github.dockerjava.api.async.ResultCallbackTemplate", Level.OFF));

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    String file = System.getProperty(FILE);
    boolean tests = getClass().getResource("/logback-test.xml") != null;
    if (file == null ? tests : !file.equals(THIS)) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName("stderr");
    // Data goes to stdout.
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    LEVELS.forEach((name, level) -> context.getLogger(name).setLevel(level));
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(appender);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
