package rouse.executor.notify.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import rouse.contracts.event.Notification;
import rouse.contracts.event.Notification.Channel;

/**
 * The consumer group of the notifiers of one platform that have the same ways out. Its name says
 * both, so that every notifier can read from the list of groups who has what.
 *
 * @param platform {@link #EVERY} for a notifier that serves all
 * @param ways {@code mail}, {@code sms}, {@code webhook:<name>}
 */
public record NotifyGroup(String platform, Set<String> ways) {
  /** Of a process that looks after all platforms of its cluster. */
  public static final String EVERY = "*";

  public NotifyGroup {
    ways = new TreeSet<>(ways);
  }

  /** The way that a notification takes. */
  static String wayOf(Notification notification) {
    String channel = notification.channel().name().toLowerCase(Locale.ROOT);
    return notification.channel() == Channel.WEBHOOK
        ? channel + ":" + notification.recipient()
        : channel;
  }

  boolean serves(String other) {
    return platform.equals(EVERY) || platform.equals(other);
  }

  boolean has(Notification notification) {
    return ways.contains(wayOf(notification));
  }

  /** Its name at the broker. */
  public String name(String prefix) {
    String all =
        ways.stream().map(way -> URLEncoder.encode(way, UTF_8)).collect(Collectors.joining(" "));
    return prefix + "." + platform + "." + all.replace(' ', '&');
  }

  /** The group of a name; empty when it is another's. */
  static Optional<NotifyGroup> parse(String prefix, String name) {
    int dot = name.indexOf('.', prefix.length() + 1);
    if (!name.startsWith(prefix + ".") || dot < 0) {
      return Optional.empty();
    }
    Set<String> ways =
        Arrays.stream(name.substring(dot + 1).split("&"))
            .filter(way -> !way.isEmpty())
            .map(way -> URLDecoder.decode(way, UTF_8))
            .collect(Collectors.toSet());
    return Optional.of(new NotifyGroup(name.substring(prefix.length() + 1, dot), ways));
  }
}
