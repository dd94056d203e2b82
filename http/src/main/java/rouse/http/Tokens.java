package rouse.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.settings.SettingError;

/**
 * The tokens of people and programs: a file with a line for each, {@code name role token}, which is
 * read again when it changes. A file that is wrong ends a start, and changes nothing later.
 */
final class Tokens {
  private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
  private static final int SHORTEST = 16;
  private final Path file;
  private List<Entry> entries;
  private FileTime read;

  private record Entry(Caller caller, String token) {}

  /**
   * @throws SettingError when the file cannot be read, or a line of it is wrong
   */
  Tokens(Path file) {
    this.file = file;
    try {
      this.read = Files.getLastModifiedTime(file);
      this.entries = entries(Files.readAllLines(file, UTF_8));
    } catch (IOException e) {
      throw new SettingError("http.tokens: cannot read " + file + ": " + e.getMessage());
    }
  }

  /** Whose token it is; empty when it is nobody's. */
  synchronized Optional<Caller> callerOf(String token) {
    readAgain();
    byte[] given = token.getBytes(UTF_8);
    // All are compared, so that the time it takes tells nothing.
    Optional<Caller> found = Optional.empty();
    for (Entry entry : entries) {
      if (MessageDigest.isEqual(entry.token().getBytes(UTF_8), given)) {
        found = Optional.of(entry.caller());
      }
    }
    return found;
  }

  private void readAgain() {
    try {
      FileTime changed = Files.getLastModifiedTime(file);
      if (!changed.equals(read)) {
        read = changed;
        entries = entries(Files.readAllLines(file, UTF_8));
        LOG.info("http.tokens: {} was read again, {} tokens", file, entries.size());
      }
    } catch (IOException | SettingError e) {
      LOG.error("http.tokens: {} is not read again: {}", file, e.getMessage());
    }
  }

  private static List<Entry> entries(List<String> lines) {
    List<Entry> all = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        all.add(entry(i + 1, line.split("\\s+")));
      }
    }
    return all;
  }

  private static Entry entry(int line, String[] parts) {
    if (parts.length != 3) {
      throw new SettingError("http.tokens: line " + line + " is not 'name viewer|operator token'");
    }
    if (parts[2].length() < SHORTEST) {
      throw new SettingError(
          "http.tokens: the token in line " + line + " is shorter than " + SHORTEST);
    }
    Caller.Role role =
        switch (parts[1].toLowerCase(Locale.ROOT)) {
          case "viewer" -> Caller.Role.VIEWER;
          case "operator" -> Caller.Role.OPERATOR;
          default ->
              throw new SettingError(
                  "http.tokens: the role in line " + line + " is neither viewer nor operator");
        };
    return new Entry(new Caller(parts[0], role), parts[2]);
  }
}
