package rouse.streams.docs;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.utils.SecurityUtils;
import rouse.contracts.event.Event;
import rouse.contracts.event.EventTypes;
import rouse.contracts.event.Nullable;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Setting;
import rouse.contracts.settings.Settings;
import rouse.contracts.settings.SettingsReader;
import rouse.contracts.status.ProblemType;
import rouse.contracts.topic.HostUsage;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.TopicAccess;
import rouse.contracts.topic.Topics;
import rouse.streams.Topologies;

/** What {@code topology-docs/} says of the code, made from the code. */
final class Documents {
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static final Settings SETTINGS =
      SettingsReader.read(Map.of(), Map.of(), Map.of(), name -> "");
  private static final String MADE =
      "<!-- Made from the code; see DocumentsTest for how to make it again. -->\n\n";

  private Documents() {}

  /** Content by file name. */
  static Map<String, String> all() {
    Map<String, String> all =
        new TreeMap<>(
            Map.of(
                "topologies.md", topologies(),
                "topics.md", topics(),
                "events.md", events(),
                "events.schema.json", EventSchemas.schemas(),
                "asyncapi.json", EventSchemas.asyncApi(TOPICS),
                "settings.md", settings(),
                "problems.md", problems(),
                "access.md", access()));
    Stream.concat(liveness().stream(), decide().stream())
        .forEach(part -> all.put("images/" + part.name() + ".svg", TopologySvg.of(part)));
    return all;
  }

  private static String access() {
    StringBuilder text = new StringBuilder("# Access to the topics\n\n" + MADE);
    text.append(
        """
        Two walls stand between a stranger and your containers, and each is useful without the other.

        **Signatures.** With `command.secret` (or `ROUSE_COMMAND_SECRET_FILE`) set to one value in all executors, streams apps and for operators, every event in Rouse's own
        topics carries HMAC-SHA256 of its attributes and its body in the header `rouse-signature`. An event without one, with another, or changed on its way is put
        among the dead letters and followed by nothing. So is a wish that was signed more than an hour before it was written, and a command that was written after
        its deadline: those are repeats. `rouse dev` and `rouse guard` make a secret at their first start, in their data folder. To change it, start every process with the new value and
        the old one in `command.secret-previous`, one after the other; then once more without. While only some have a secret, they refuse what the others write.
        Beats are not signed, since modules share no secret: whoever may write to `rouse.heartbeats` can beat for another module.

        **ACLs.** What each part needs from a broker with an authorizer, and no more, for `application.id = rouse` and no `topic.prefix`. Who reads what Rouse writes for
        modules (`sensor_manager`, `user_display`, `load_balancer`) needs Read there, and on the consumer group of its own.
        """);
    TopicAccess access = new TopicAccess(TOPICS, "rouse");
    for (TopicAccess.Role role : TopicAccess.Role.values()) {
      String principal = "User:" + role.name().toLowerCase(Locale.ROOT);
      text.append("\n## ").append(role.meaning()).append("\n\n| resource | allowed |\n|---|---|\n");
      Map<String, TreeSet<String>> allowed = new LinkedHashMap<>();
      for (var acl : access.of(role, principal)) {
        boolean prefix = acl.pattern().patternType() == PatternType.PREFIXED;
        String kind = acl.pattern().resourceType().name().toLowerCase(Locale.ROOT);
        String resource =
            kind.replace('_', ' ') + " `" + acl.pattern().name() + (prefix ? "*" : "") + "`";
        allowed
            .computeIfAbsent(resource, r -> new TreeSet<>())
            .add(SecurityUtils.operationName(acl.entry().operation()));
      }
      allowed.forEach(
          (resource, operations) ->
              text.append("| %s | %s |\n".formatted(resource, String.join(", ", operations))));
    }
    return text.toString();
  }

  private static List<TopologyParts.Part> liveness() {
    return TopologyParts.of(
        "liveness",
        Topologies.liveness(SETTINGS, TOPICS, rouse.streams.clock.ReadProgress.UNKNOWN).describe());
  }

  private static List<TopologyParts.Part> decide() {
    return TopologyParts.of(
        "decide", Topologies.decide(SETTINGS, TOPICS, new SimpleMeterRegistry()).describe());
  }

  private static String topologies() {
    return "# Topologies\n\n"
        + MADE
        + "The streams app runs two Kafka Streams applications in one process. Blue: topics, green:"
        + " processors, amber: stores.\n\n"
        + "## `<application.id>-liveness`, at least once\n"
        + drawn(liveness())
        + "\n## `<application.id>-decide`, exactly once\n"
        + drawn(decide());
  }

  /** As a picture, and as Mermaid for who wants to change it. */
  private static String drawn(List<TopologyParts.Part> parts) {
    return parts.stream()
        .map(
            part ->
                "\n### %1$s\n\n![%1$s](images/%1$s.svg)\n\n<details><summary>as Mermaid</summary>\n\n%2$s\n</details>\n"
                    .formatted(part.name(), TopologyParts.mermaid(part)))
        .collect(Collectors.joining());
  }

  private static String problems() {
    StringBuilder text = new StringBuilder("# Problems\n\n" + MADE);
    text.append("The status API answers errors as RFC 9457 problem details. A type keeps its URI,");
    text.append(" status, title and remedy; the detail says what happened.\n\n");
    text.append("| type | status | title | remedy |\n|---|---|---|---|\n");
    for (ProblemType type : ProblemType.all()) {
      text.append(
          "| `%s` | %d | %s | %s |%n"
              .formatted(type.uri(), type.status(), type.title(), type.remedy()));
    }
    return text.toString();
  }

  private static String topics() {
    StringBuilder text = new StringBuilder("# Topics\n\n" + MADE);
    text.append("`topic.prefix` goes before the names of Rouse's own. `rouse.usage` has what each");
    text.append(" container used of its host, looked at every `executor.usage-interval`, and how");
    text.append(
        " load balancers see their servers. Nothing is decided from it. The dashboard reads");
    text.append(" its last hour when somebody looks; what is older than a day goes.\n\n");
    text.append("| topic | whose | partitions when made | settings |\n|---|---|---|---|\n");
    for (Topic<?, ?> topic :
        Stream.concat(TOPICS.all().stream(), TOPICS.onDemand().stream()).toList()) {
      String settings =
          new TreeMap<>(topic.settings())
              .entrySet().stream()
                  .map(e -> "`" + e.getKey() + "=" + e.getValue() + "`")
                  .collect(Collectors.joining(" "));
      text.append(
          "| `%s` | %s | %d | %s |%n"
              .formatted(
                  topic.name(),
                  topic.ours() ? "ours, verified" : "as found",
                  topic.partitions(),
                  settings)
              .replace("\r\n", "\n"));
    }
    return text.toString();
  }

  private static String settings() {
    StringBuilder text = new StringBuilder("# Settings\n\n" + MADE);
    text.append("`--set NAME=VALUE` over the environment (`http.port` is `ROUSE_HTTP_PORT`)");
    text.append(" over `rouse.properties` over the default. Durations are such as `250ms`,");
    text.append(" `30s`, `5m`, `4h`. Secrets are redacted when they are printed, and are also");
    text.append(" read from the file that `ROUSE_…_FILE` names. `kafka.*` goes to every Kafka");
    text.append(" client as it is, but for what Rouse says itself (`group.id`, `acks`,");
    text.append(
        " `isolation.level` and the like): a start refuses those by name.\n\n| setting | default | meaning |\n|---|---|---|\n");
    for (Setting setting : KnownSettings.all()) {
      String value = Objects.requireNonNullElse(setting.defaultValue(), "");
      value = value.isEmpty() ? "" : "`" + value + "`";
      text.append("| `").append(setting.name()).append("` | ").append(value).append(" | ");
      text.append(setting.meaning()).append(setting.secret() ? " (secret) |\n" : " |\n");
    }
    return text.toString();
  }

  private static String events() {
    StringBuilder text = new StringBuilder("# Events\n\n" + MADE);
    text.append(
        "JSON bodies by CloudEvents type. Fields marked ? may be missing;\n"
            + "a number or flag that is missing reads as 0 or false, and so may be all of a Beat.\n");
    new TreeMap<>(EventTypes.all()).forEach((name, type) -> append(text, name, type));
    Stream.of(HeartbeatRecord.class.getPermittedSubclasses())
        .forEach(type -> append(text, "rouse.heartbeat." + type.getSimpleName(), type));
    append(text, HostUsage.TYPE, HostUsage.class);
    append(text, "an instance of " + HostUsage.TYPE, HostUsage.InstanceUsage.class);
    append(text, "a server of " + HostUsage.TYPE, HostUsage.BalancerServer.class);
    return text.toString();
  }

  private static void append(StringBuilder text, String name, Class<?> type) {
    text.append("\n## ").append(name).append("\n\n| field | type |\n|---|---|\n");
    for (RecordComponent field : type.getRecordComponents()) {
      String optional = field.isAnnotationPresent(Nullable.class) ? "?" : "";
      text.append("| `").append(field.getName()).append("`").append(optional).append(" | ");
      text.append(word(field.getGenericType())).append(" |\n");
    }
  }

  private static String word(Type type) {
    if (type instanceof ParameterizedType list) {
      List<String> arguments = new ArrayList<>();
      for (Type argument : list.getActualTypeArguments()) {
        arguments.add(word(argument));
      }
      return word(list.getRawType()) + " of " + String.join(" to ", arguments);
    }
    Class<?> known = (Class<?>) type;
    if (known.isEnum()) {
      return Stream.of(known.getEnumConstants())
          .map(constant -> "`" + constant + "`")
          .collect(Collectors.joining(", "));
    }
    if (Event.class.isAssignableFrom(known) && known.isSealed()) {
      return "one of the " + known.getSimpleName().toLowerCase(Locale.ROOT) + "s";
    }
    return switch (known.getSimpleName()) {
      case "String" -> "text";
      case "int", "long", "Integer", "Long" -> "whole number";
      case "double", "Double" -> "number";
      case "boolean", "Boolean" -> "true or false";
      case "Instant" -> "time, ISO 8601 in UTC";
      case "Duration" -> "duration, ISO 8601";
      case "InstanceId" -> "text, `<platform>/<module>/<slot>`";
      case "HostId" -> "text, id of an executor";
      case "List" -> "list";
      case "Map" -> "map";
      default -> "object, " + known.getSimpleName();
    };
  }
}
