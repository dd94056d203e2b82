import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Sends action requests in the form of the original platform; run by scripts/action-request. */
@Command(
    name = "scripts/action-request",
    description = "Sends action requests, in the original format, to the action manager.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class ActionRequests implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--kafka",
      description = "broker",
      defaultValue = "${env:ROUSE_KAFKA:-localhost:9092}")
  private String kafka;

  @Option(names = "--topic", description = "topic", defaultValue = "action_manager")
  private String topic;

  @Option(names = "--service", description = "id of the service that asks", defaultValue = "12")
  private String service;

  @Option(
      names = "--display",
      description = "text for its user",
      defaultValue = "The thread is torn.")
  private String display;

  @Option(names = "--sensor", description = "sensor to command, or None", defaultValue = "91")
  private String sensor;

  @Option(names = "--command", description = "what it shall do", defaultValue = "Replace thread.")
  private String command;

  @Option(
      names = "--notify",
      split = ",",
      description = "mail addresses and phone numbers",
      defaultValue = "ops@example.org,7001275910")
  private List<String> notify;

  @Option(names = "--count", description = "how many requests", defaultValue = "1")
  private int count;

  @Option(names = "--raw", description = "this text instead, whatever it is")
  private String raw;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ActionRequests()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < count; i++) {
        String request = raw == null ? request() : raw;
        var written =
            producer
                .send(new ProducerRecord<>(topic, request.getBytes(StandardCharsets.UTF_8)))
                .get();
        System.out.println(written + " " + request);
      }
      return 0;
    } catch (KafkaException | ExecutionException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      System.err.println(
          "error: nothing was sent to "
              + kafka
              + ": "
              + reason.getMessage()
              + " - is 'scripts/demo' running? --kafka names another broker");
      return 1;
    }
  }

  private String request() throws JsonProcessingException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("service_id", service);
    fields.put("user_display", display);
    boolean nobody = sensor.equals("None");
    fields.put(
        "sensor_manager",
        nobody ? "None" : List.of(Map.of("sensor_id", sensor), Map.of("command", command)));
    // an array within a string: so it always was
    fields.put("notify_users", JSON.writeValueAsString(notify));
    return JSON.writeValueAsString(Map.of("action_center", fields));
  }

  private Map<String, Object> settings() {
    return Map.of(
        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka,
        ProducerConfig.MAX_BLOCK_MS_CONFIG, 5000,
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4000,
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5000);
  }
}
