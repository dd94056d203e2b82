package rouse.streams.action;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import rouse.contracts.event.Delivery;
import rouse.contracts.event.Notification.Channel;
import rouse.contracts.status.CauseChain;
import rouse.contracts.status.StoryLine;
import rouse.contracts.status.StoryLine.Told;
import rouse.streams.query.NotReady;

/** Adds to a story what became of the messages about its alerts. */
public final class AlertOutcomes implements UnaryOperator<CauseChain> {
  private static final String RULE = "notification";
  private final ActionQueries actions;
  private final List<String> operators;

  /**
   * @param operators who is told of alerts that name nobody
   */
  public AlertOutcomes(ActionQueries actions, List<String> operators) {
    this.actions = actions;
    this.operators = operators;
  }

  @Override
  public CauseChain apply(CauseChain chain) {
    return chain.withLines(line -> RULE.equals(line.rule()) ? told(line) : line);
  }

  private StoryLine told(StoryLine line) {
    List<String> named = line.told().stream().map(Told::recipient).toList();
    List<String> recipients = named.isEmpty() ? operators : named;
    return line.withTold(recipients.stream().map(r -> outcome(line.event(), r)).toList());
  }

  private Told outcome(String alert, String recipient) {
    String channel = word(Channel.of(recipient));
    try {
      return actions.deliveries(recipient, false).deliveries().stream()
          .filter(d -> tellsOf(d, alert))
          .findFirst()
          .map(d -> told(d, channel))
          .orElseGet(
              () ->
                  new Told(
                      null,
                      channel,
                      recipient,
                      "not known",
                      "it has not gone out yet, or was over before"));
    } catch (NotReady e) {
      return new Told(null, channel, recipient, "not known", e.getMessage());
    }
  }

  private static boolean tellsOf(Delivery delivery, String alert) {
    return delivery.notificationId().startsWith("alert/" + alert + "/")
        || (delivery.alerts() != null && delivery.alerts().contains(alert));
  }

  private static Told told(Delivery delivery, String channel) {
    return new Told(
        delivery.notificationId(),
        channel,
        delivery.recipient(),
        word(delivery.outcome()),
        delivery.detail());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
