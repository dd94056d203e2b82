package rouse.executor.bootstrap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import rouse.executor.compose.GitContext;
import rouse.executor.files.Sha256;

/** Build contexts that are Git repositories, each fetched into a folder of its own by git. */
final class RemoteContexts {
  private static final long LONGEST_MINUTES = 10;
  private static final int MOST_OUTPUT = 2000;
  private final Path folder;

  /**
   * @param remembered folder of what the executor remembers
   */
  RemoteContexts(Path remembered) {
    this.folder = remembered.resolve("contexts");
  }

  /**
   * The folder with the newest commit of what the context names.
   *
   * @throws BootException with git's words
   */
  Path fetch(String context) {
    GitContext wanted = GitContext.of(context).orElseThrow();
    Path tree = folder.resolve(Sha256.of(context).substring(0, 16));
    Path repository = tree.resolveSibling(tree.getFileName() + ".git");
    try {
      Files.createDirectories(tree);
      if (!Files.isDirectory(repository)) {
        git(context, tree, repository, "init", "-q", "--bare", repository.toString());
      }
      String ref = wanted.ref().orElse("HEAD");
      git(context, tree, repository, "fetch", "-q", "--depth", "1", wanted.repository(), ref);
      git(context, tree, repository, "checkout", "-q", "-f", "FETCH_HEAD");
      git(context, tree, repository, "clean", "-q", "-f", "-d", "-x");
      if (Files.exists(tree.resolve(".gitmodules"))) {
        git(context, tree, repository, "submodule", "-q", "update", "--init", "--recursive");
      }
      Path inside = wanted.subfolder().map(tree::resolve).orElse(tree).normalize();
      if (!Files.isDirectory(inside) || !inside.toRealPath().startsWith(tree.toRealPath())) {
        throw new BootException(
            "the repository of context "
                + context
                + " has no such folder. Correct what follows #.");
      }
      return inside;
    } catch (IOException e) {
      throw failed(context, e.getMessage(), Optional.of(e));
    }
  }

  private static void git(String context, Path tree, Path repository, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("git"));
    boolean makes = arguments[0].equals("init");
    if (!makes) {
      command.add("--git-dir=" + repository);
      command.add("--work-tree=" + tree);
    }
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(tree.toFile()).redirectErrorStream(true);
    builder.environment().put("GIT_TERMINAL_PROMPT", "0");
    Process process = builder.start();
    process.getOutputStream().close();
    try (var printed = process.getInputStream()) {
      String words = new String(printed.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
        throw failed(context, "git takes too long", Optional.empty());
      }
      if (process.exitValue() != 0) {
        throw failed(context, words.replaceAll("\\s*\\R\\s*", "; "), Optional.empty());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(context, "interrupted", Optional.of(e));
    } finally {
      process.destroyForcibly();
    }
  }

  private static BootException failed(String context, String why, Optional<Exception> cause) {
    return new BootException(
        "context "
            + context
            + " cannot be fetched: "
            + String.valueOf(why).replaceAll("\\.$", "")
            + ". Check the address and the branch, and that git is installed.",
        cause.orElse(null));
  }
}
