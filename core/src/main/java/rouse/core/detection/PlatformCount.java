package rouse.core.detection;

/** A platform and how many of its instances the ledger holds; shared by all their entries. */
public final class PlatformCount {
  final String name;
  int instances;

  PlatformCount(String name) {
    this.name = name;
  }
}
