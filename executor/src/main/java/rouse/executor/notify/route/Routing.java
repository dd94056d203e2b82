package rouse.executor.notify.route;

import java.util.Comparator;
import java.util.List;
import rouse.contracts.event.Notification;

/**
 * Which group of notifiers sends a notification. All of them read all notifications and come to the
 * same answer from the same list of groups: among those of its platform that have its way, the
 * first by name that runs. No platform's notifier sends for another platform.
 */
public final class Routing {

  /** What this notifier does about a notification. */
  public enum Route {
    /** It sends it. */
    MINE,
    /** Another group does. */
    OTHERS,
    /** Only groups that do not run now could send it: it waits for them. */
    AWAY,
    /** No group could send it, and this one is to record that. */
    NOBODY
  }

  /**
   * A group at the broker.
   *
   * @param runs whether it has members
   */
  public record Known(NotifyGroup group, boolean runs) {}

  private static final Comparator<NotifyGroup> BY_NAME = Comparator.comparing(g -> g.name(""));

  private final NotifyGroup self;

  public Routing(NotifyGroup self) {
    this.self = self;
  }

  /**
   * @param known the groups at the broker; this one need not be among them
   */
  public Route of(Notification notification, List<Known> known) {
    boolean everybodys = isEverybodys(notification.platform());
    List<Known> serving =
        known.stream()
            .filter(k -> everybodys || k.group().serves(notification.platform()))
            .toList();
    boolean mine = everybodys || self.serves(notification.platform());
    NotifyGroup sender = first(serving, true, notification);
    if (mine && self.has(notification) && (sender == null || !isBefore(sender, self))) {
      return Route.MINE;
    }
    if (sender != null) {
      return Route.OTHERS;
    }
    // Who runs and is the first of all of them keeps the record, whichever platform it serves.
    NotifyGroup keeper = first(mine ? serving : known, false, notification);
    boolean before = keeper != null && isBefore(keeper, self);
    boolean theirs = !mine && serving.stream().anyMatch(Known::runs);
    if (before || theirs) {
      return Route.OTHERS;
    }
    boolean away = serving.stream().anyMatch(k -> !k.runs() && k.group().has(notification));
    return away ? Route.AWAY : Route.NOBODY;
  }

  private static NotifyGroup first(
      List<Known> groups, boolean withTheWay, Notification notification) {
    return groups.stream()
        .filter(Known::runs)
        .map(Known::group)
        .filter(g -> !withTheWay || g.has(notification))
        .min(BY_NAME)
        .orElse(null);
  }

  private static boolean isBefore(NotifyGroup one, NotifyGroup other) {
    return BY_NAME.compare(one, other) < 0;
  }

  /** What is about the cluster belongs to no platform; no platform's name has a dot. */
  private static boolean isEverybodys(String platform) {
    return platform.equals("rouse") || platform.indexOf('.') >= 0;
  }
}
