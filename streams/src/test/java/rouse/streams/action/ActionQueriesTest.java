package rouse.streams.action;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.settings.SettingsReader;
import rouse.streams.query.NotReady;
import rouse.streams.query.Owners;
import rouse.streams.query.Peers;
import rouse.streams.query.SoleOwner;

@DisplayName("Questions about actions")
class ActionQueriesTest {

  /** This instance owns everything. */
  private static final Owners ALONE = new SoleOwner("here:1");

  /** Its stores are found, and have moved away when they are asked. */
  private static final class Moving extends KafkaStreams {
    Moving() {
      super(topology(), properties());
    }

    @Override
    @SuppressWarnings("unchecked") // only ever asked for stores of this kind
    public <T> T store(StoreQueryParameters<T> parameters) {
      return (T) new Moved();
    }
  }

  private static final class Moved implements ReadOnlyKeyValueStore<String, Object> {
    private static InvalidStateStoreException moved() {
      return new InvalidStateStoreException("it may have migrated to another instance");
    }

    @Override
    public Object get(String key) {
      throw moved();
    }

    @Override
    public KeyValueIterator<String, Object> range(String from, String to) {
      throw moved();
    }

    @Override
    public KeyValueIterator<String, Object> all() {
      throw moved();
    }

    @Override
    public long approximateNumEntries() {
      throw moved();
    }
  }

  private static Topology topology() {
    Topology topology = new Topology();
    topology.addSource("source", "topic");
    return topology;
  }

  private static Properties properties() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
    return properties;
  }

  private static void assertNotReady(KafkaStreams streams, Peers peers) {
    ActionQueries queries = new ActionQueries(() -> streams, ALONE, ALONE, peers);
    assertThatThrownBy(() -> queries.deliveries("a@example.org", false))
        .isInstanceOf(NotReady.class);
    assertThatThrownBy(queries::counts).isInstanceOf(NotReady.class);
    assertThatThrownBy(() -> queries.channels("shop", false)).isInstanceOf(NotReady.class);
  }

  @Test
  @DisplayName("are not ready while the stores move or the app stops, and no defect")
  void notReady() {
    try (Peers peers = new Peers(SettingsReader.read(Map.of(), Map.of(), Map.of(), file -> ""))) {
      try (Moving moving = new Moving()) {
        assertNotReady(moving, peers);
      }
      KafkaStreams stopped = new KafkaStreams(topology(), properties());
      stopped.close();
      assertNotReady(stopped, peers);
    }
  }
}
