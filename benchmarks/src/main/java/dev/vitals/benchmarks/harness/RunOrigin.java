package dev.vitals.benchmarks.harness;

import com.sun.management.OperatingSystemMXBean;
import dev.vitals.benchmarks.report.Machine;
import dev.vitals.benchmarks.report.Run;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Finds out where a run takes place and what it measures. */
final class RunOrigin {

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final String MODEL = "model name";

  private RunOrigin() {}

  static Run.Origin origin(String mode, Path tree) throws IOException {
    return new Run.Origin(
        machine(),
        System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
        commit(tree),
        mode,
        Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
  }

  static Machine machine() throws IOException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        processor(),
        system.getAvailableProcessors(),
        Math.round(system.getTotalMemorySize() / 1e9),
        system.getName() + " " + system.getVersion() + " " + system.getArch());
  }

  private static String processor() throws IOException {
    if (!Files.exists(PROCESSORS)) {
      return "processor of unknown model";
    }
    return Files.readAllLines(PROCESSORS).stream()
        .filter(line -> line.startsWith(MODEL))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("processor of unknown model");
  }

  /** Returns the commit that is checked out; with a plus if files differ from it. */
  private static String commit(Path tree) throws IOException {
    String commit = git(tree, "rev-parse", "--short=10", "HEAD");
    if (commit.isEmpty()) {
      return "unknown";
    }
    String changed = git(tree, "status", "--porcelain", "--untracked-files=no");
    return changed.isEmpty() ? commit : commit + "+";
  }

  /** Returns what git says of a tree; nothing where there is none, as in an archive. */
  private static String git(Path tree, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("git", "-C", tree.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException noGit) {
      return "";
    }
  }
}
