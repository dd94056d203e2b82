package rouse.streams.liveness.ledger;

/** A platform and how many of its instances the ledger holds; shared by all their entries. */
final class PlatformCount {
  final String name;
  int instances;

  PlatformCount(String name) {
    this.name = name;
  }
}
