import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Copies jars in the order of their names and with one time stamp, without native libraries, since
 * those of this system are put beside the jars: {@code java PlainJar.java TO EPOCH-SECOND JAR...}.
 */
public final class PlainJar {
  private static final Pattern NATIVE = Pattern.compile(".*\\.(so|dll|dylib|jnilib|a)");

  private PlainJar() {}

  public static void main(String[] args) throws IOException {
    LocalDateTime time = LocalDateTime.ofEpochSecond(Long.parseLong(args[1]), 0, ZoneOffset.UTC);
    for (String jar : List.of(args).subList(2, args.length)) {
      Path from = Path.of(jar);
      copy(from, Path.of(args[0]).resolve(from.getFileName()), time);
    }
  }

  private static void copy(Path from, Path to, LocalDateTime time) throws IOException {
    try (ZipFile jar = new ZipFile(from.toFile());
        OutputStream file = Files.newOutputStream(to);
        ZipOutputStream out = new ZipOutputStream(file)) {
      out.setLevel(Deflater.BEST_COMPRESSION);
      List<? extends ZipEntry> entries =
          jar.stream()
              .filter(e -> !NATIVE.matcher(e.getName()).matches())
              // the manifest stands first, where readers of streams look for it
              .sorted(
                  Comparator.comparing((ZipEntry e) -> !e.getName().equals("META-INF/MANIFEST.MF"))
                      .thenComparing(ZipEntry::getName))
              .toList();
      for (ZipEntry entry : entries) {
        ZipEntry next = new ZipEntry(entry.getName());
        next.setTimeLocal(time);
        out.putNextEntry(next);
        try (InputStream in = jar.getInputStream(entry)) {
          in.transferTo(out);
        }
        out.closeEntry();
      }
    }
  }
}
