package dev.vitals.health.checks;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.ServiceCheck;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Checks that the file system of a path has free space.
 *
 * <pre>{@code
 * ServiceCheck disk = DiskSpaceCheck.of("disk", Path.of("/var/lib/acme"), 0.05).build();
 * }</pre>
 *
 * <p>Tag: {@code local}. In a container a restart empties what is written outside volumes. On a
 * volume that outlives the process it frees nothing: keep the check out of liveness there.
 *
 * <p>It fails while less than the given part of the file system is usable for this user, and if the
 * path is gone. A network file system that hangs makes a run overrun, which counts as failing.
 */
public final class DiskSpaceCheck {

  private DiskSpaceCheck() {}

  /**
   * Returns a builder of the check.
   *
   * @param name the check's name
   * @param path any path on the file system
   * @param least the part of the whole that must be usable, such as 0.05; over 0 and below 1
   */
  public static ServiceCheck.Builder of(String name, Path path, double least) {
    requireNonNull(path, "path");
    Require.that(least > 0 && least < 1, "least", least, "> 0 and < 1");
    return ServiceCheck.blocking(name, context -> run(path, least)).tags(Tags.LOCAL);
  }

  private static CheckResult run(Path path, double least) throws IOException {
    FileStore store = Files.getFileStore(path);
    long total = store.getTotalSpace();
    long usable = store.getUsableSpace();
    if (total <= 0) {
      return CheckResult.passing("the file system of " + path + " does not tell its size");
    }
    return usable >= least * total
        ? CheckResult.passing()
        : CheckResult.failing(
            String.format(
                Locale.ROOT,
                "%s: %d MiB of %d MiB usable, which is %.1f %% (expected: >= %.1f %%)",
                path,
                usable >> 20,
                total >> 20,
                100.0 * usable / total,
                100 * least));
  }
}
