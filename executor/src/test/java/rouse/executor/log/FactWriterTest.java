package rouse.executor.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.topic.Topics;

class FactWriterTest {
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

  @Test
  @DisplayName("A producer that it was given is closed with it, though nothing was written")
  void closesWhatItWasGiven() {
    new FactWriter(producer, Topics.withDefaultNames()).close();
    assertThat(producer.closed()).isTrue();
  }

  @Test
  @DisplayName("One that nobody needed is not made to be closed")
  void makesNoneToCloseIt() {
    AtomicInteger made = new AtomicInteger();
    new FactWriter(
            () -> {
              made.incrementAndGet();
              return producer;
            },
            Topics.withDefaultNames())
        .close();
    assertThat(made).hasValue(0);
  }
}
