package rouse.cli.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import rouse.contracts.event.Json;

/**
 * A fact or a decision as the API streams it.
 *
 * @param position after it; a follower that names it goes on with the next
 * @param name {@code fact} or {@code decision}; {@code following} for the place where it began
 * @param body what the API says of it
 */
public record StreamedEvent(String position, String name, ObjectNode body) {

  /** Reads server-sent events to the end of the stream. */
  static void read(InputStream in, Consumer<StreamedEvent> each) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    String position = "";
    String name = "";
    String data = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        if (!name.isEmpty()) {
          each.accept(
              new StreamedEvent(position, name, Json.MAPPER.readValue(data, ObjectNode.class)));
        }
        name = "";
      } else if (line.startsWith("id:")) {
        position = line.substring(3).strip();
      } else if (line.startsWith("event:")) {
        name = line.substring(6).strip();
      } else if (line.startsWith("data:")) {
        data = line.substring(5).strip();
      }
    }
  }
}
