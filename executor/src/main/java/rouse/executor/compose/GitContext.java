package rouse.executor.compose;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A build context in a Git repository: {@code https://host/repository.git#ref:folder}.
 *
 * @param repository as git understands it
 * @param ref branch, tag or commit; empty: the repository's own branch
 * @param subfolder of the repository; empty: its root
 */
public record GitContext(String repository, Optional<String> ref, Optional<String> subfolder) {
  private static final Pattern FORM =
      Pattern.compile("(?<url>[^#]+)(?:#(?<ref>[^:]*)(?::(?<folder>.*))?)?");
  private static final Pattern GIT =
      Pattern.compile(
          "(git://|ssh://|git@[\\w.-]+:|(https?|file)://[^?#]+\\.git(/)?$"
              + "|https?://(www\\.)?(github|gitlab)\\.com/[^/]+/[^/]+$).*");

  /** Empty when it is no Git repository, such as an archive on a web server. */
  public static Optional<GitContext> of(String context) {
    Matcher form = FORM.matcher(context);
    if (!form.matches()) {
      return Optional.empty();
    }
    String url = form.group("url");
    String repository = url.startsWith("github.com/") ? "https://" + url : url;
    Optional<String> ref = said(form.group("ref"));
    // What begins with a dash would be an option of git.
    boolean isSafe = ref.filter(r -> r.startsWith("-")).isEmpty();
    return GIT.matcher(repository).matches() && isSafe
        ? Optional.of(new GitContext(repository, ref, said(form.group("folder"))))
        : Optional.empty();
  }

  private static Optional<String> said(String part) {
    return Optional.ofNullable(part).filter(p -> !p.isEmpty());
  }
}
