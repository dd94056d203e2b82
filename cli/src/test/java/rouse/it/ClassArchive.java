package rouse.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a JVM of {@code rouse} loads at its start, kept by the first that ends and mapped by all
 * that start after it: a start then takes half of the processor's time, and the tests start some
 * two hundred. The JVM takes no archive of classes in folders, so there is none where the modules
 * are not packaged.
 */
public final class ClassArchive {
  private static final Map<Boolean, List<String>> ENTRIES =
      Arrays.stream(
              System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                  .split(File.pathSeparator))
          .collect(
              Collectors.partitioningBy(
                  entry -> entry.replaceAll("[\\\\/]+$", "").endsWith("test-classes")));

  private static final List<String> PATH = ENTRIES.get(false);

  private static final boolean PACKAGED = PATH.stream().map(Path::of).noneMatch(Files::isDirectory);

  /** Named after the jars, since the JVM ignores an archive of others and does not replace it. */
  private static final Path ARCHIVE =
      Path.of("target", "rouse-%x.jsa".formatted(versions())).toAbsolutePath();

  private static final Path RECORDING = ARCHIVE.resolveSibling(ARCHIVE.getFileName() + ".new");

  private ClassArchive() {}

  /** The class path of the command: without the tests' own classes. */
  static String path() {
    return PATH.stream().collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * The same with the tests' own classes; they come last, since an archive fits how a path begins.
   */
  public static String pathWithTests() {
    return Stream.concat(PATH.stream(), ENTRIES.get(true).stream())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * What a JVM begins with that is to start soon, from the archive when there is one. Most of what
   * a start runs it runs a few times, so little of it is compiled.
   *
   * @param heap the largest, such as {@code 400m}
   */
  public static List<String> java(String heap) {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:CompileThresholdScaling=4",
                "-Xmx" + heap));
    if (Files.exists(ARCHIVE)) {
      line.addAll(
          List.of("-XX:SharedArchiveFile=" + ARCHIVE, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
    }
    return line;
  }

  /** What makes a JVM write the archive when it ends; for one at a time, until there is one. */
  static Optional<String> record() {
    if (!PACKAGED || Files.exists(ARCHIVE)) {
      return Optional.empty();
    }
    try {
      Files.createFile(lock()).toFile().deleteOnExit();
      return Optional.of("-XX:ArchiveClassesAtExit=" + RECORDING);
    } catch (FileAlreadyExistsException another) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The JVM that was to write it has ended.
   *
   * @param whole it was at work, and ended by itself; SIGKILL leaves half an archive or none
   */
  static void recorded(boolean whole) {
    try {
      if (whole && Files.exists(RECORDING)) {
        Files.move(RECORDING, ARCHIVE, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.deleteIfExists(lock());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path lock() {
    return ARCHIVE.resolveSibling(ARCHIVE.getFileName() + ".lock");
  }

  private static int versions() {
    return PATH.stream().mapToInt(jar -> (jar + new File(jar).lastModified()).hashCode()).sum();
  }
}
