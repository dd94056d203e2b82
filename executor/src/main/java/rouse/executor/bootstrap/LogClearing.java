package rouse.executor.bootstrap;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import rouse.executor.compose.model.ClearSpec;

/** Deletes the documents of an earlier run's logs in MongoDB, and nothing else. */
public final class LogClearing {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private final BootProgress progress;

  public LogClearing(BootProgress progress) {
    this.progress = progress;
  }

  /**
   * Deletes all documents of the named collections; the collections and their indexes stay.
   *
   * @return how many documents each had
   * @throws BootException when the database does not answer, or refuses; nothing is started yet
   */
  public Map<String, Long> clear(ClearSpec spec) {
    String step = "logs in " + address(spec);
    progress.began(step);
    Map<String, Long> deleted = new LinkedHashMap<>();
    try (MongoClient client = MongoClients.create(settings(spec))) {
      MongoDatabase database = client.getDatabase(spec.database());
      for (String collection : spec.collections()) {
        deleted.put(
            collection,
            database.getCollection(collection).deleteMany(new Document()).getDeletedCount());
      }
    } catch (MongoException | IllegalArgumentException e) {
      throw new BootException(
          "the logs in "
              + address(spec)
              + " cannot be cleared: "
              + firstLine(e)
              + ". Start the database, or take x-rouse.clear away.",
          e);
    }
    progress.finished(step, inWords(deleted));
    return deleted;
  }

  private static MongoClientSettings settings(ClearSpec spec) {
    return MongoClientSettings.builder()
        .applyConnectionString(new ConnectionString(spec.uri()))
        .applyToClusterSettings(
            c -> c.serverSelectionTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
        .applyToSocketSettings(
            s ->
                s.connectTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .readTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .build();
  }

  /** Hosts and database, without the password that a URI may hold. */
  private static String address(ClearSpec spec) {
    try {
      return String.join(",", new ConnectionString(spec.uri()).getHosts()) + "/" + spec.database();
    } catch (MongoException | IllegalArgumentException e) {
      return spec.database();
    }
  }

  private static String inWords(Map<String, Long> deleted) {
    long all = deleted.values().stream().mapToLong(Long::longValue).sum();
    return all + " documents deleted " + deleted;
  }

  private static String firstLine(Exception e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf(". Client view");
    return (end < 0 ? message : message.substring(0, end)).lines().findFirst().orElse("");
  }
}
