package rouse.contracts.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import rouse.contracts.settings.Setting.Kind;

/** Every setting there is. */
public final class KnownSettings {
  private static final List<Setting> ALL = new ArrayList<>();

  public static final Setting KAFKA =
      text("kafka", "localhost:9092", "bootstrap servers of the cluster, host:port,…");
  public static final Setting KAFKA_FOR_CONTAINERS =
      text("kafka.for-containers", null, "bootstrap servers as containers reach them");
  public static final Setting TOPIC_PREFIX =
      text("topic.prefix", "", "put before the name of each of Rouse's own topics");
  public static final Setting DEFAULT_PLATFORM =
      text("platform.default", null, "platform that beats in the original format belong to");
  public static final Setting HTTP_BIND =
      text("http.bind", "127.0.0.1", "address that the status API listens on");
  public static final Setting HTTP_PORT = port("http.port", "7070", "port of the status API");
  public static final Setting HTTP_ADVERTISED =
      text(
          "http.advertised",
          null,
          "host:port at which other instances reach this one, the same after a restart");
  public static final Setting HTTP_TOKEN =
      secret(
          "http.token", "bearer token that calls of either HTTP API which change something need");
  public static final Setting HTTP_TOKENS =
      text(
          "http.tokens",
          null,
          "file with a token a line: name, viewer or operator, token; read again when it changes");
  public static final Setting HTTP_READS =
      text(
          "http.reads",
          "open",
          "open, or token: who reads the status API needs a token as well; instances ask each other"
              + " with http.token");
  public static final Setting HTTP_HOSTS =
      text("http.hosts", null, "further names by which the two HTTP APIs are called, with commas");
  public static final Setting HTTP_TLS_CERT =
      text(
          "http.tls.cert",
          null,
          "file with the certificate of both HTTP APIs and its chain, in PEM; they speak HTTPS then;"
              + " read again when it changes");
  public static final Setting HTTP_TLS_KEY =
      text("http.tls.key", null, "file with its private key, PKCS#8 in PEM, without a password");
  public static final Setting HTTP_TLS_CA =
      text(
          "http.tls.ca",
          null,
          "file with the certificates, in PEM, that callers of the HTTP APIs trust: commands, and"
              + " instances that ask each other; default: those of Java, and http.tls.cert");
  public static final Setting HTTP_CLIENTS =
      number("http.clients", "32", "followers of /api/events at once");
  public static final Setting BEAT_BIND =
      text("beat.bind", null, "another address, host or host:port, that takes beats and no more");
  public static final Setting API =
      text(
          "api",
          null,
          "base URL of the status API that the command asks; default: the dev of this folder");
  public static final Setting DATA_DIR =
      text("data.dir", ".rouse", "folder of dev: the embedded broker and what it remembers");
  public static final Setting STATE_DIR =
      text("state.dir", ".rouse/state", "folder of the state stores");
  public static final Setting IN_MEMORY =
      toggle(
          "state.in-memory",
          "false",
          "keep all state in memory, and read it anew from its logs at a start; guard does");
  public static final Setting APPLICATION_ID =
      text("application.id", "rouse", "prefix of the consumer groups");
  public static final Setting STREAM_THREADS =
      number("streams.threads", "1", "threads of each of the two Kafka Streams applications");
  public static final Setting STREAM_STANDBYS =
      number(
          "streams.standbys",
          "1",
          "other streams apps that keep a copy of the decider's state, and answer from it while its"
              + " owner is away");
  public static final Setting BROKER_PATIENCE =
      duration("kafka.patience", "5m", "how long a start waits for the cluster to answer");
  public static final Setting ADOPTION =
      toggle("liveness.adoption", "true", "watch instances that beat and are not declared");
  public static final Setting TICK =
      duration("liveness.tick", "100ms", "time between two ticks of a partition, less than 1s");
  public static final Setting PARTITIONS =
      number(
          "topic.partitions",
          "4",
          "partitions of Rouse's own topics that are spread; guard has 1, which is lighter");
  public static final Setting COMMIT_INTERVAL =
      duration("decide.commit-interval", "50ms", "time between two commits of the decider");
  public static final Setting EVENTS_KEPT =
      number("decide.events", "10000", "events kept per platform to answer why and what happened");
  public static final Setting OWN_HEARTBEAT =
      toggle(
          "action.heartbeat", "true", "beat as action_manager on HeartBeat, as the original did");
  public static final Setting BEAT_SECRET =
      secret(
          "beat.secret",
          "shared by executors and the streams app: beats over HTTP need tokens made of it");
  public static final Setting COMMAND_SECRET =
      secret(
          "command.secret",
          "shared by executors, streams apps and operators: facts, commands and messages that are"
              + " not signed with it are refused; none: nothing is signed");
  public static final Setting COMMAND_SECRET_PREVIOUS =
      secret(
          "command.secret-previous",
          "accepted besides command.secret while the secret is changed, one process at a time");
  public static final Setting FAULTY_URL =
      text(
          "faulty.url",
          null,
          "URL, with its path, of an external fault tolerance: told of every silence");
  public static final Setting HOST =
      text("host", null, "id of this executor; default: the machine's name");
  public static final Setting EXECUTOR_BIND =
      text("executor.bind", "127.0.0.1", "address that the executor listens on");
  public static final Setting EXECUTOR_PORT =
      port("executor.port", "6969", "port of the fault-tolerance API");
  public static final Setting FAULTY_PATIENCE =
      duration(
          "faulty.patience",
          "30s",
          "how long POST /faulty and POST /workers wait for what they ask for");
  public static final Setting FAULTY_FROM =
      text(
          "faulty.from",
          null,
          "who may call POST /faulty without a token, with commas: platform for the containers in"
              + " its networks, 172.17.0.0/16 for a network");
  public static final Setting DOCKER_HOST =
      text("docker.host", null, "unix:///… or tcp://…; default: DOCKER_HOST, else the socket");
  public static final Setting EXECUTOR_STATE =
      text(
          "executor.state",
          ".rouse/executor",
          "folder of ip.json and of what must be remembered, in it one for each platform");
  public static final Setting EXECUTOR_PARALLEL =
      number("executor.parallel", "4", "commands of different instances carried out at once");
  public static final Setting USAGE_INTERVAL =
      duration(
          "executor.usage-interval",
          "15s",
          "time between two looks at what each container uses of processor and memory, for the"
              + " curves of the dashboard; 0s: never");
  public static final Setting BEAT_URL =
      text("beat.url", null, "base URL of the status API as containers reach it");
  public static final Setting SMTP_HOST = text("smtp.host", null, "mail server; none: no mail");
  public static final Setting SMTP_PORT = port("smtp.port", "587", "port of the mail server");
  public static final Setting SMTP_USER = text("smtp.user", null, "login at the mail server");
  public static final Setting SMTP_PASSWORD = secret("smtp.password", "its password");
  public static final Setting SMTP_OAUTH_TOKEN =
      secret("smtp.oauth-token", "access token: XOAUTH2 is used instead of the password");
  public static final Setting SMTP_FROM = text("smtp.from", null, "sender of the mails");
  public static final Setting SMTP_STARTTLS =
      text("smtp.starttls", "required", "required, or off: sends in plain text");
  public static final Setting SMTP_TRUST =
      text("smtp.trust", null, "PEM file with certificates trusted besides the system's");
  public static final Setting SMTP_RATE =
      number("smtp.rate", "10", "mails per second at the most; 0: no limit");
  public static final Setting SMTP_CONNECTIONS =
      number(
          "smtp.connections",
          "4",
          "connections to the mail server at once; half as many more while gateways hang");
  public static final Setting SMTP_TIMEOUT =
      duration("smtp.timeout", "30s", "what the mail server has for each step");
  public static final Setting SMS_URL =
      text("sms.url", null, "URL of the SMS gateway; none: no SMS");
  public static final Setting SMS_STYLE =
      text("sms.style", "twilio", "twilio (form fields), or json (sms.template)");
  public static final Setting SMS_USER = text("sms.user", null, "login at the SMS gateway");
  public static final Setting SMS_PASSWORD = secret("sms.password", "its password or token");
  public static final Setting SMS_FROM = text("sms.from", null, "sender of the SMS");
  public static final Setting SMS_TEMPLATE =
      text("sms.template", "{\"to\":\"${to}\",\"text\":\"${text}\"}", "JSON body for style json");
  public static final Setting SMS_COUNTRY =
      text("sms.country", null, "calling code for numbers without one, such as 44");
  public static final Setting SMS_MAX_PARTS =
      number("sms.max-parts", "10", "a text that needs more parts is cut");
  public static final Setting SMS_IDEMPOTENT =
      toggle("sms.idempotent", "false", "the gateway honours Idempotency-Key: retry when in doubt");
  public static final Setting WEBHOOKS =
      secret(
          "webhooks",
          "name=URL,name=URL: where alerts can go besides people; slack+https://… and others for a"
              + " service's own format");
  public static final Setting WEBHOOK_SECRET =
      secret("webhook.secret", "key of the HMAC-SHA256 signature of webhooks");
  public static final Setting NOTIFY_HTTP_TIMEOUT =
      duration("notify.http-timeout", "20s", "what an SMS gateway or a webhook has to answer");
  public static final Setting NOTIFY_RETRY =
      duration(
          "notify.retry",
          "1s",
          "before the second attempt; doubles up to a minute, a quarter more or less");
  public static final Setting NOTIFY_GIVE_UP =
      duration("notify.give-up", "1h", "how long a notification is retried");
  public static final Setting NOTIFY_GROUP_WAIT =
      duration("notify.group-wait", "30s", "how long alerts are gathered before the first message");
  public static final Setting NOTIFY_REPEAT =
      duration(
          "notify.repeat", "4h", "an alert that is raised again is not repeated within this time");
  public static final Setting NOTIFY_BRIEF =
      toggle(
          "notify.brief",
          "true",
          "tell also of incidents that were over within the group wait: one message, marked resolved");

  public static final Setting NOTIFY_TEMPLATES =
      text("notify.templates", null, "YAML file: title and text of alerts, by channel or webhook");
  public static final Setting NOTIFY_LINK =
      text(
          "notify.link", null, "base URL of the dashboard as people reach it, for links in alerts");
  public static final Setting NOTIFY_OPERATORS =
      text(
          "notify.operators",
          null,
          "addresses, with commas: they get alerts about the observer, and alerts that name no recipient");

  /** In the environment for others, with our prefix: given to containers, or read by scripts. */
  private static final Set<String> NOT_SETTINGS =
      Set.of(
          "ROUSE_PLATFORM",
          "ROUSE_MODULE",
          "ROUSE_SLOT",
          "ROUSE_INCARNATION",
          "ROUSE_BEAT_TOKEN",
          "ROUSE_JAVA_HOME",
          "ROUSE_HEAP",
          "ROUSE_PULL",
          "ROUSE_BASE_IMAGE",
          "ROUSE_EXAMPLE_BASE",
          "ROUSE_CONFIG");

  private KnownSettings() {}

  public static List<Setting> all() {
    return List.copyOf(ALL);
  }

  public static Optional<Setting> named(String name) {
    return ALL.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  static boolean isForOthers(String environmentName) {
    return NOT_SETTINGS.contains(environmentName);
  }

  private static Setting text(String name, String defaultValue, String meaning) {
    return add(name, Kind.TEXT, defaultValue, false, meaning);
  }

  private static Setting secret(String name, String meaning) {
    return add(name, Kind.TEXT, null, true, meaning);
  }

  private static Setting number(String name, String defaultValue, String meaning) {
    return add(name, Kind.NUMBER, defaultValue, false, meaning);
  }

  private static Setting port(String name, String defaultValue, String meaning) {
    return add(name, Kind.PORT, defaultValue, false, meaning);
  }

  private static Setting duration(String name, String defaultValue, String meaning) {
    return add(name, Kind.DURATION, defaultValue, false, meaning);
  }

  private static Setting toggle(String name, String defaultValue, String meaning) {
    return add(name, Kind.SWITCH, defaultValue, false, meaning);
  }

  private static Setting add(
      String name, Kind kind, String defaultValue, boolean secret, String meaning) {
    Setting setting = new Setting(name, kind, defaultValue, secret, meaning);
    ALL.add(setting);
    return setting;
  }
}
