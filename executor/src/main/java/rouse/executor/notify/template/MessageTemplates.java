package rouse.executor.notify.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.contracts.event.Notification.Channel;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.SettingError;
import rouse.contracts.settings.Settings;
import rouse.executor.notify.OneLine;

/**
 * How alerts are worded, by channel or by the name of a webhook. The file is YAML:
 *
 * <pre>
 * default: { title: "…", text: "…" }
 * sms: { text: "${platform}: ${title}" }
 * chat: { title: "…", body: '{"message": "${text}"}' }   # a webhook's name
 * </pre>
 */
public final class MessageTemplates {
  private static final String DEFAULT = "default";
  private static final String TITLE = "${title}";
  private static final String TEXT = "${text}\n${link}";

  /** In an SMS each further character may cost a part. */
  private static final String SMS_TEXT = "${text}";

  private final Map<String, Wording> wordings = new HashMap<>();
  private final String site;

  /** One channel's words; a part that is null is that of the next wider. */
  private record Wording(Template title, Template text, Template body) {}

  private MessageTemplates(String site) {
    this.site = site.replaceFirst("/+$", "");
    wordings.put(
        Channel.SMS.name().toLowerCase(Locale.ROOT),
        new Wording(null, Template.text("the SMS' text", SMS_TEXT, MessageFields.NAMES), null));
  }

  /**
   * As the settings have them.
   *
   * @throws SettingError when the file cannot be read or a template is wrong
   */
  public static MessageTemplates from(Settings settings) {
    MessageTemplates templates =
        new MessageTemplates(settings.optional(KnownSettings.NOTIFY_LINK).orElse(""));
    settings.optional(KnownSettings.NOTIFY_TEMPLATES).ifPresent(templates::read);
    return templates;
  }

  private void read(String file) {
    Object document;
    try {
      document =
          new Load(LoadSettings.builder().setLabel(file).build())
              .loadFromString(Files.readString(Path.of(file)));
    } catch (IOException | YamlEngineException e) {
      throw new SettingError(
          "notify.templates: cannot read " + file + ": " + OneLine.of(e.getMessage()));
    }
    mapping(file, document).forEach((name, value) -> put(file, name, mapping(file, value)));
  }

  private static Map<String, Object> mapping(String file, Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new SettingError(
          "notify.templates: " + file + " must be 'channel: { title: …, text: …, body: … }'");
    }
    Map<String, Object> named = new HashMap<>();
    map.forEach((key, part) -> named.put(String.valueOf(key), part));
    return named;
  }

  private void put(String file, String name, Map<String, Object> parts) {
    Set<String> known = Set.of("title", "text", "body");
    for (String part : parts.keySet()) {
      if (!known.contains(part)) {
        throw new SettingError(
            "notify.templates: "
                + name
                + " in "
                + file
                + " knows title, text and body, not "
                + part);
      }
    }
    wordings.put(
        name,
        new Wording(
            text(name + ".title", parts.get("title")),
            text(name + ".text", parts.get("text")),
            parts.get("body") == null
                ? null
                : Template.json(
                    "notify.templates: " + name + ".body",
                    parts.get("body").toString(),
                    MessageFields.NAMES)));
  }

  private static Template text(String where, Object template) {
    return template == null
        ? null
        : Template.text("notify.templates: " + where, template.toString(), MessageFields.NAMES);
  }

  /** The message as its channel words it; what others asked to be sent stays as it is. */
  public Envelope<Notification> worded(Envelope<Notification> message) {
    Notification n = message.body();
    if (!MessageFields.isAlert(n)) {
      return message;
    }
    Map<String, String> values = MessageFields.of(message, site);
    String title = template(n, Wording::title, TITLE).fillLines(values);
    String text = template(n, Wording::text, TEXT).fillLines(values);
    Notification worded = n.worded(title.replace('\n', ' '), text);
    return new Envelope<>(
        message.id(),
        message.source(),
        message.time(),
        message.correlationId(),
        message.causationId(),
        message.traceparent(),
        worded);
  }

  /** The JSON body for a webhook that has a template of its own. */
  public Optional<String> body(Envelope<Notification> message) {
    Wording wording = wordings.get(message.body().recipient());
    return Optional.ofNullable(wording)
        .map(Wording::body)
        .map(body -> body.fill(MessageFields.of(message, site)));
  }

  /** Where people see what a message tells of; empty when nobody said. */
  public String link(Envelope<Notification> message) {
    return MessageFields.of(message, site).get("link");
  }

  private Template template(Notification n, Function<Wording, Template> part, String otherwise) {
    String channel = n.channel().name().toLowerCase(Locale.ROOT);
    for (String name : new String[] {n.recipient(), channel, DEFAULT}) {
      Wording wording = wordings.get(name);
      if (wording != null && part.apply(wording) != null) {
        return part.apply(wording);
      }
    }
    return Template.text("the default", otherwise, MessageFields.NAMES);
  }
}
