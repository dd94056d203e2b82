package rouse.executor.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, in hexadecimal. */
public final class Sha256 {
  private Sha256() {}

  /** Writes what is to be hashed. */
  @FunctionalInterface
  public interface Writing {
    void to(OutputStream sink) throws IOException;
  }

  /** The hash of what is written. */
  public static String of(Writing writing) throws IOException {
    MessageDigest digest = digest();
    try (OutputStream sink = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      writing.to(sink);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The hash of a text. */
  public static String of(String text) {
    return HexFormat.of().formatHex(digest().digest(text.getBytes(UTF_8)));
  }

  /** The hash of a file's content. */
  public static String ofFile(Path file) throws IOException {
    return of(sink -> Files.copy(file, sink));
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
