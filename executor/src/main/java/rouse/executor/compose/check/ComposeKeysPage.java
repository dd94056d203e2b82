package rouse.executor.compose.check;

import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import rouse.executor.compose.check.ComposeKey.Treatment;

/** The page of the documentation that says what becomes of each key of a Compose file. */
public final class ComposeKeysPage {
  private ComposeKeysPage() {}

  /** Markdown, from {@link ComposeKeys}. */
  public static String markdown() {
    return """
        # Keys of a platform file

        Printed from `ComposeKeys`; the test beside it fails when this page is old. `*` stands for any name, `[]`
        for any item of a list. Keys that begin with `x-` are the author's own, but for `x-rouse`. A key that is
        none of these is an error that names the nearest. A key stands for all below it that is not listed. Every key of
        the Compose Specification is here.

        ## Applied

        """
        + applied()
        + """

        ## Applied, but not on every engine

        An older engine does not know these. `rouse up` says so for each module that has them, and goes on without.

        | key | from version of the engine's API |
        |---|---|
        """
        + since()
        + """

        ## What survives a replacement

        A container that Rouse replaces, for whatever reason, gets `stop_signal` and is killed after
        `stop_grace_period` (10 s of it at most when it hangs). Its successor has the same named volumes, binds,
        secrets and configs, and takes over the volumes without a name: those of the image's `VOLUME` and of a
        mount without a source. What was written anywhere else (the writable layer, `tmpfs`) is lost. A volume is
        removed by `rouse down --volumes` alone, but `--fresh` empties those of the control plane. `rouse down`
        keeps them; one without a name is not mounted again afterwards, as in Compose.

        ## Without effect, in Compose too

        Containers are the same with and without these, so nothing is reported, not even with `--strict`.

        | key | why |
        |---|---|
        """
        + rows(Treatment.INFORMS)
        + """

        ## Read, reported, not applied

        With `--strict` each of these is an error.

        | key | instead |
        |---|---|
        """
        + rows(Treatment.WARNED)
        + """

        ## Applied, and listed

        What gives a container more of the host than others have is applied as Compose applies it, and
        `rouse check` lists it. With `--confined`, for files from elsewhere, it is refused unless `--allow NAME`
        lets it through. Two more names are no single key: `docker-socket` for a mount that hands out the
        Docker engine, and `outside-project` for binds, secrets, configs and `env_file`s outside the folder of
        the platform file, symbolic links followed.

        | key | `--allow` | what it does |
        |---|---|---|
        """
        + rows(Treatment.WIDENS);
  }

  private static List<ComposeKey> of(Treatment treatment) {
    return ComposeKeys.all().stream()
        .filter(k -> k.treatment() == treatment)
        .sorted(Comparator.comparing(ComposeKey::pattern))
        .toList();
  }

  private static String applied() {
    return of(Treatment.APPLIED).stream()
        .map(k -> "`" + k.pattern() + "`")
        .collect(Collectors.joining(" ·\n", "", "\n"));
  }

  private static String since() {
    return new TreeMap<>(ComposeKeys.since())
        .entrySet().stream()
            .map(e -> "| `" + e.getKey() + "` | " + e.getValue() + " |")
            .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String rows(Treatment treatment) {
    return of(treatment).stream()
        .map(
            k ->
                "| `"
                    + k.pattern()
                    + "` | "
                    + k.allow().map(a -> "`" + a + "` | ").orElse("")
                    + k.note()
                    + (k.harmless().isEmpty()
                        ? ""
                        : " ("
                            + k.harmless().stream()
                                .sorted()
                                .map(v -> "`" + v + "`")
                                .collect(Collectors.joining(", "))
                            + " is fine)")
                    + " |")
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
