package rouse.executor.docker.engine;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import rouse.contracts.event.Json;
import rouse.contracts.text.PlainText;
import rouse.executor.docker.engine.EngineException.Kind;

/** Turns what docker-java throws into one line: what happened and what to do next. */
public final class EngineErrors {
  private static final Pattern PORT =
      Pattern.compile(
          "(?:Bind for |listen \\w+ )(\\S*?:\\d+)(?:/\\w+)?(?: failed|: bind|: listen)");

  private EngineErrors() {}

  /**
   * @param what the call, as in "create web-1"
   * @param address of the engine
   */
  public static EngineException translate(String what, URI address, Throwable thrown) {
    if (thrown instanceof EngineException known) {
      return known;
    }
    if (thrown instanceof DockerException answered) {
      return ofAnswer(what, answered);
    }
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof DockerException answered) {
        return ofAnswer(what, answered);
      }
      if (isDenied(t, address)) {
        return noRights(address, thrown);
      }
      if (isAbsent(t)) {
        return absent(address, thrown);
      }
    }
    return new EngineException(
        Kind.UNREACHABLE,
        "the Docker engine at " + address + " broke off: " + what + ": " + innermost(thrown),
        thrown);
  }

  static EngineException deadline(String what, URI address, java.time.Duration deadline) {
    return new EngineException(
        Kind.DEADLINE,
        "the Docker engine at "
            + address
            + " did not answer within "
            + rouse.contracts.settings.Durations.format(deadline)
            + ": "
            + what
            + ". See whether `docker ps` answers, and the engine's log.",
        null);
  }

  private static EngineException ofAnswer(String what, DockerException answered) {
    String words = words(answered);
    String lower = words.toLowerCase(Locale.ROOT);
    Matcher port = PORT.matcher(words);
    if (lower.contains("port is already allocated") || lower.contains("address already in use")) {
      String which = port.find() ? port.group(1) : "a published port";
      return new EngineException(
          Kind.PORT_TAKEN,
          what + ": port " + which + " is taken. Stop what listens there, or publish another.",
          answered);
    }
    if (answered instanceof NotFoundException && lower.contains("no such image")) {
      return new EngineException(
          Kind.NO_IMAGE, what + ": " + words + ". Build it, or pull it.", answered);
    }
    if (lower.contains("bind source path does not exist")) {
      return new EngineException(
          Kind.REFUSED, what + ": " + words + ". Bring it back, or make it anew.", answered);
    }
    Kind kind =
        answered instanceof NotFoundException
            ? Kind.NOT_FOUND
            : answered instanceof ConflictException ? Kind.CONFLICT : Kind.REFUSED;
    if (answered instanceof NotModifiedException) {
      kind = Kind.CONFLICT;
    }
    return new EngineException(kind, what + ": " + words, answered);
  }

  private static EngineException noRights(URI address, Throwable thrown) {
    return new EngineException(
        Kind.NO_RIGHTS,
        "no rights on the Docker engine's socket "
            + address.getPath()
            + ". Add this user to the group that owns it (usually: usermod -aG docker), or set"
            + " docker.host.",
        thrown);
  }

  private static EngineException absent(URI address, Throwable thrown) {
    return new EngineException(
        Kind.UNREACHABLE,
        "no Docker engine at "
            + address
            + ". Start it (usually: systemctl start docker), or set docker.host or DOCKER_HOST.",
        thrown);
  }

  private static boolean isAbsent(Throwable t) {
    return t instanceof ConnectException
        || t instanceof FileNotFoundException
        || t instanceof NoSuchFileException
        || t instanceof UnknownHostException
        || (t instanceof IOException
            && String.valueOf(t.getMessage()).contains("No such file or directory"));
  }

  /** Java says "Permission denied" in a SocketException, or says nothing of the reason at all. */
  private static boolean isDenied(Throwable t, URI address) {
    if (t instanceof AccessDeniedException
        || String.valueOf(t.getMessage()).contains("Permission denied")) {
      return true;
    }
    return t instanceof ConnectException
        && "unix".equals(address.getScheme())
        && Files.exists(Path.of(address.getPath()))
        && !Files.isWritable(Path.of(address.getPath()));
  }

  /** The engine answers {@code {"message": …}}; docker-java keeps the body with a status before. */
  private static String words(DockerException answered) {
    String text = String.valueOf(answered.getMessage());
    int body = text.indexOf('{');
    if (body >= 0) {
      try {
        var message = Json.MAPPER.readTree(text.substring(body)).path("message");
        if (message.isTextual()) {
          return oneLine(message.asText());
        }
      } catch (IOException notJson) {
        return oneLine(text);
      }
    }
    return oneLine(text);
  }

  private static String innermost(Throwable thrown) {
    Throwable t = thrown;
    while (t.getCause() != null) {
      t = t.getCause();
    }
    return oneLine(t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage());
  }

  private static String oneLine(String text) {
    String line = PlainText.oneLine(text);
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }
}
