package rouse.streams.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.heartbeat.BeatToken;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.platform.Incarnations;
import rouse.contracts.platform.InstanceId;

/**
 * Beats of modules without a Kafka client. It is a group of its own so that an address that
 * containers reach can serve beats and nothing else.
 */
public final class BeatApi implements RouteGroup {
  static final String PATH = "/api/platforms/{p}/modules/{m}/beat";

  /** Where beats are taken: with tokens of their own, or with none. */
  public static final String OWN_TOKENS = PATH.replaceAll("\\{.}", "[^/]+");

  private static final byte[] EMPTY_OBJECT = {'{', '}'};
  private final Inbox inbox;
  private final Optional<String> secret;

  /**
   * @param secret what beat tokens are made of; empty: no token is needed
   */
  public BeatApi(Inbox inbox, Optional<String> secret) {
    this.inbox = inbox;
    this.secret = secret;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.post(PATH, this::beat);
  }

  private void beat(Context ctx) {
    InstanceId instance = Requests.instance(ctx);
    secret.ifPresent(s -> checkToken(ctx, s, instance));
    Beat beat = read(ctx);
    ctx.future(() -> inbox.beat(instance, beat).thenRun(() -> ctx.status(204)));
  }

  private static void checkToken(Context ctx, String secret, InstanceId instance) {
    String token =
        Requests.bearer(ctx)
            .orElseThrow(
                () ->
                    HttpProblem.unauthorized(
                        "beats need a token: send Authorization: Bearer $ROUSE_BEAT_TOKEN"));
    if (!BeatToken.isValid(token, secret, instance)) {
      throw HttpProblem.forbidden("this token is not for beats of " + instance);
    }
  }

  /** What can be no incarnation is refused; what nobody has ordered counts for nothing. */
  private static Optional<Long> incarnation(Context ctx) {
    Optional<Long> number = Requests.number(ctx, "incarnation");
    if (number.isPresent() && !Incarnations.isPossible(number.get())) {
      throw HttpProblem.badRequest(
          "incarnation is not between 0 and "
              + Incarnations.HIGHEST
              + ": send $ROUSE_INCARNATION, or none.");
    }
    return number;
  }

  private static Beat read(Context ctx) {
    byte[] body = ctx.bodyAsBytes();
    try {
      var record = HeartbeatCodec.read(new RecordHeaders(), body.length == 0 ? EMPTY_OBJECT : body);
      Beat beat = (Beat) record;
      // The platform is that of the path; a beat of an instance has none of its own.
      return new Beat(
          incarnation(ctx).orElse(beat.incarnation()),
          Requests.number(ctx, "sequence").orElse(beat.sequence()),
          beat.ts(),
          beat.status(),
          null,
          beat.load());
    } catch (MalformedRecordException e) {
      throw HttpProblem.badRequest(
          e.getMessage() + ". A beat is {\"incarnation\":1,\"sequence\":1}, or nothing at all.");
    }
  }
}
