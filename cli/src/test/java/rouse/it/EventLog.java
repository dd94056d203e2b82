package rouse.it;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.topic.Topics;

/** All that was said in a cluster so far. */
public final class EventLog {
  private static final Topics TOPICS = Topics.withDefaultNames();
  private final TopicReader reader;

  public EventLog(String bootstrap) {
    this(new TopicReader(bootstrap));
  }

  public EventLog(TopicReader reader) {
    this.reader = reader;
  }

  public List<Envelope<Fact>> facts() {
    return reader.read(TOPICS.facts()).stream().map(ConsumerRecord::value).toList();
  }

  public List<Envelope<Decision>> decisions() {
    return reader.read(TOPICS.decisions()).stream().map(ConsumerRecord::value).toList();
  }

  public List<Envelope<Command>> commands() {
    return reader.read(TOPICS.commands()).stream().map(ConsumerRecord::value).toList();
  }

  public <F extends Fact> List<F> facts(Class<F> type) {
    return facts().stream().map(Envelope::body).filter(type::isInstance).map(type::cast).toList();
  }

  public <D extends Decision> List<D> decisions(Class<D> type) {
    return decisions().stream()
        .map(Envelope::body)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }
}
