package rouse.streams.http;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import rouse.streams.query.Peers;

/**
 * A part of a list: {@code ?limit=} elements after the one that {@code ?after=} names. The header
 * {@code Link} has the address of the next part.
 */
final class Page {
  /** Of a list without a limit of its own. */
  static final int USUAL = 100;

  static final int MOST = 1_000;

  private Page() {}

  /**
   * The part that the request asks for.
   *
   * @param id what an element is called by
   */
  static <T> List<T> of(Context ctx, List<T> all, Function<T, String> id) {
    return of(ctx, all, id, USUAL);
  }

  static <T> List<T> of(Context ctx, List<T> all, Function<T, String> id, int usual) {
    int limit = Requests.number(ctx, "limit").map(n -> checked(n)).orElse(usual);
    int start = Optional.ofNullable(ctx.queryParam("after")).map(a -> after(all, id, a)).orElse(0);
    List<T> part = all.subList(start, Math.min(all.size(), start + limit));
    if (start + part.size() < all.size()) {
      String next = Peers.encoded(id.apply(part.getLast()));
      ctx.header(
          "Link",
          "<%s?limit=%d&after=%s>; rel=\"next\"".formatted(ctx.req().getRequestURI(), limit, next));
    }
    return part;
  }

  private static int checked(long limit) {
    if (limit < 1 || limit > MOST) {
      throw HttpProblem.badRequest("limit must be from 1 to " + MOST);
    }
    return (int) limit;
  }

  private static <T> int after(List<T> all, Function<T, String> id, String after) {
    for (int i = 0; i < all.size(); i++) {
      if (id.apply(all.get(i)).equals(after)) {
        return i + 1;
      }
    }
    throw HttpProblem.badRequest(
        "after names nothing in this list any more; begin anew without it");
  }
}
