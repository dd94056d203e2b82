package rouse.core.detection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.InstanceHeard;
import rouse.contracts.event.Fact.InstanceSilent;

/** Keeps what a ledger tells, and remembers for its successor. */
final class RecordingWitness implements TransitionListener {
  final Map<String, StoredWatch> memory = new LinkedHashMap<>();
  final List<String> ids = new ArrayList<>();
  private final List<Fact> facts = new ArrayList<>();

  @Override
  public void tell(String id, Fact fact) {
    ids.add(id);
    facts.add(fact);
  }

  @Override
  public void remember(String key, StoredWatch entry) {
    memory.put(key, entry);
  }

  @Override
  public void forget(String key) {
    memory.remove(key);
  }

  /** Facts since the last call. */
  List<Fact> take() {
    List<Fact> taken = List.copyOf(facts);
    facts.clear();
    return taken;
  }

  /** Facts about instances since the last call, in short. */
  List<String> takeInShort() {
    return take().stream().map(RecordingWitness::inShort).filter(text -> !text.isEmpty()).toList();
  }

  static String inShort(Fact fact) {
    return switch (fact) {
      case InstanceHeard f -> "heard " + f.instance() + " " + f.incarnation() + " x" + f.beats();
      case InstanceSilent f -> "silent " + f.instance() + " " + f.incarnation();
      case Fact.HealthChanged f -> f.health() + " " + f.instance();
      case Fact.HostHeard f -> "heard host " + f.host();
      case Fact.HostSilent f -> "silent host " + f.host();
      default -> "";
    };
  }
}
