package rouse.cli.options;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.PrintWriter;
import picocli.CommandLine.Option;
import rouse.contracts.event.Json;

/** {@code -o json}, for verbs that print data. */
public final class OutputOption {
  private enum Format {
    TEXT,
    JSON
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "text or json (text).")
  private Format format = Format.TEXT;

  public boolean json() {
    return format == Format.JSON;
  }

  /** Writes a value in one line, for output that goes on. */
  public static void printLine(PrintWriter out, Object value) {
    try {
      out.println(Json.MAPPER.writeValueAsString(value));
      out.flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + value, e);
    }
  }

  /** Writes a value as the API would. */
  public static void print(PrintWriter out, Object value) {
    try {
      out.println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value));
      out.flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + value, e);
    }
  }
}
