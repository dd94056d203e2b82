package rouse.streams.action;

import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.Topics;

/**
 * Names of the nodes below one of the two processors that carry requests out.
 *
 * @param what noun in the names
 * @param bury name of the dead-letter sink
 */
record RequestSinks(String what, String bury) {
  static final String RE_KEY = "re-key_requests_by_id";

  String processor() {
    return "split_" + what;
  }

  String command() {
    return "command_sensors_of_" + what;
  }

  String display() {
    return "display_" + what;
  }

  String notifyPeople() {
    return "notify_people_of_" + what;
  }

  void addTo(Topology topology, Topics topics) {
    addSink(topology, command(), topics.sensorCommands(), new ByteArraySerializer());
    addSink(topology, display(), topics.userDisplays(), new ByteArraySerializer());
    addSink(topology, notifyPeople(), topics.notifications(), topics.signedBytes());
  }

  /** All values are bytes already: {@link RequestOutputs} writes them. */
  private void addSink(
      Topology topology, String name, Topic<String, ?> topic, Serializer<byte[]> values) {
    topology.addSink(name, topic.name(), topic.keySerde().serializer(), values, processor());
  }
}
