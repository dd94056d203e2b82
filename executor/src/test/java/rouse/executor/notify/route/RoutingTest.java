package rouse.executor.notify.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Notification;
import rouse.contracts.event.Notification.Channel;
import rouse.executor.notify.route.Routing.Known;
import rouse.executor.notify.route.Routing.Route;

class RoutingTest {
  private static final NotifyGroup IAS_MAIL = new NotifyGroup("ias", Set.of("mail"));
  private static final NotifyGroup IAS_SMS = new NotifyGroup("ias", Set.of("sms"));
  private static final NotifyGroup IAS_BOTH = new NotifyGroup("ias", Set.of("mail", "sms"));
  private static final NotifyGroup IAS_NONE = new NotifyGroup("ias", Set.of());
  private static final NotifyGroup SHOP_MAIL = new NotifyGroup("shop", Set.of("mail"));
  private static final NotifyGroup EVERY_CHAT =
      new NotifyGroup(NotifyGroup.EVERY, Set.of("webhook:chat"));
  private static final List<NotifyGroup> ALL =
      List.of(IAS_MAIL, IAS_SMS, IAS_BOTH, IAS_NONE, SHOP_MAIL, EVERY_CHAT);

  private static Notification to(String platform, String recipient) {
    return new Notification(
        "n", platform, Channel.of(recipient), recipient, "s", "t", "down", null, false);
  }

  private static Route route(NotifyGroup self, Notification n, Known... known) {
    return new Routing(self).of(n, List.of(known));
  }

  private static Known runs(NotifyGroup group) {
    return new Known(group, true);
  }

  private static Known away(NotifyGroup group) {
    return new Known(group, false);
  }

  @Test
  @DisplayName("R8 of executors that differ in their channels, one that has the channel sends")
  void whoHasIt() {
    Notification mail = to("ias", "a@x.org");
    assertThat(route(IAS_MAIL, mail, runs(IAS_MAIL), runs(IAS_SMS))).isEqualTo(Route.MINE);
    assertThat(route(IAS_SMS, mail, runs(IAS_MAIL), runs(IAS_SMS))).isEqualTo(Route.OTHERS);
    assertThat(route(EVERY_CHAT, to("ias", "chat"), runs(EVERY_CHAT), runs(IAS_SMS)))
        .isEqualTo(Route.MINE);
    assertThat(route(EVERY_CHAT, to("ias", "other"), runs(EVERY_CHAT), runs(IAS_SMS)))
        .as("a webhook is known by its name")
        .isEqualTo(Route.NOBODY);
  }

  @Test
  @DisplayName("R8 what nobody has is recorded by one, at once; what one has that is away waits")
  void nobody() {
    Notification sms = to("ias", "+4470012345");
    assertThat(route(IAS_NONE, sms, runs(IAS_NONE), runs(IAS_MAIL))).isEqualTo(Route.NOBODY);
    assertThat(route(IAS_MAIL, sms, runs(IAS_NONE), runs(IAS_MAIL))).isEqualTo(Route.OTHERS);
    assertThat(route(IAS_NONE, sms, runs(IAS_NONE), away(IAS_SMS))).isEqualTo(Route.AWAY);
    assertThat(route(IAS_NONE, sms)).as("it does not see itself yet").isEqualTo(Route.NOBODY);
  }

  @Test
  @DisplayName("R8 no platform's login is used for another platform")
  void platforms() {
    Notification mail = to("ias", "a@x.org");
    assertThat(route(SHOP_MAIL, mail, runs(SHOP_MAIL), runs(IAS_NONE))).isEqualTo(Route.OTHERS);
    assertThat(route(IAS_NONE, mail, runs(SHOP_MAIL), runs(IAS_NONE))).isEqualTo(Route.NOBODY);
    assertThat(route(SHOP_MAIL, mail, runs(SHOP_MAIL)))
        .as("recorded as not sent, since no executor of its platform is there")
        .isEqualTo(Route.NOBODY);
    assertThat(route(SHOP_MAIL, to("rouse.observer", "a@x.org"), runs(SHOP_MAIL), runs(IAS_NONE)))
        .as("what is about the cluster belongs to no platform")
        .isEqualTo(Route.MINE);
  }

  @Test
  @DisplayName("R8 the group's name says what its notifiers have")
  void names() {
    for (NotifyGroup group : ALL) {
      assertThat(NotifyGroup.parse("rouse-notify", group.name("rouse-notify"))).contains(group);
    }
    NotifyGroup odd = new NotifyGroup("ias", Set.of("webhook:a.b&c/d e", "mail"));
    assertThat(NotifyGroup.parse("my.app-notify", odd.name("my.app-notify"))).contains(odd);
    assertThat(NotifyGroup.parse("rouse-notify", "rouse-notify")).isEmpty();
    assertThat(NotifyGroup.parse("rouse-notify", "rouse-decide")).isEmpty();
  }

  @Property
  @Label("R8 whoever is there, exactly one of them sends a message, or records that none can")
  void exactlyOne(
      @ForAll @Size(min = 1, max = 6) Set<@IntRange(min = 0, max = 5) Integer> present,
      @ForAll @IntRange(min = 0, max = 2) int platform,
      @ForAll @IntRange(min = 0, max = 2) int recipient) {
    Notification n =
        to(
            List.of("ias", "shop", "rouse").get(platform),
            List.of("a@x.org", "+4470012345", "chat").get(recipient));
    List<Known> known = new ArrayList<>();
    present.forEach(i -> known.add(runs(ALL.get(i))));
    List<Route> routes = known.stream().map(k -> new Routing(k.group()).of(n, known)).toList();
    assertThat(routes).filteredOn(r -> r != Route.OTHERS).hasSize(1);
  }
}
