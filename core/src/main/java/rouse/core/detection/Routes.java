package rouse.core.detection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The routes into one partition. A route is known once its carrier has left a mark: a header that a
 * sender made up is no route, and its beat counts as a direct one.
 */
public final class Routes {
  /** An observer has a few relays. More names than this are garbage. */
  private static final int MOST = 1_000;

  private final Route direct = new Route(null);
  private final List<Route> carried = new ArrayList<>();

  Route direct() {
    return direct;
  }

  /** By the name that came with a beat; null: none came. */
  Route of(byte[] name) {
    if (name == null) {
      return direct;
    }
    for (int i = 0; i < carried.size(); i++) {
      Route route = carried.get(i);
      if (Arrays.equals(route.name, name)) {
        return route;
      }
    }
    return direct;
  }

  /** By its name, as a mark or the memory has it; null: the direct one. */
  Route known(String text) {
    if (text == null) {
      return direct;
    }
    byte[] name = text.getBytes(UTF_8);
    Route route = of(name);
    if (route.isDirect() && carried.size() < MOST) {
      route = new Route(name);
      carried.add(route);
    }
    return route;
  }

  /** All but the direct one. */
  List<Route> carried() {
    return carried;
  }
}
