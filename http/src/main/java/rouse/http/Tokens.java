package rouse.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import rouse.contracts.settings.SettingError;

/**
 * The tokens of people and programs: a file with a line for each, {@code name role token}, which is
 * read again when it changes. A file that is wrong ends a start, and changes nothing later.
 */
final class Tokens {
  private static final int SHORTEST = 16;
  private final ReloadedFiles<List<Entry>> file;

  private record Entry(Caller caller, String token) {}

  /**
   * @throws SettingError when the file cannot be read, or a line of it is wrong
   */
  Tokens(Path file) {
    this.file =
        new ReloadedFiles<>(
            "http.tokens", List.of(file), () -> entries(Files.readAllLines(file, UTF_8)));
  }

  /** Whose token it is; empty when it is nobody's. */
  Optional<Caller> callerOf(String token) {
    byte[] given = token.getBytes(UTF_8);
    // All are compared, so that the time it takes tells nothing.
    Optional<Caller> found = Optional.empty();
    for (Entry entry : file.get()) {
      if (MessageDigest.isEqual(entry.token().getBytes(UTF_8), given)) {
        found = Optional.of(entry.caller());
      }
    }
    return found;
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
