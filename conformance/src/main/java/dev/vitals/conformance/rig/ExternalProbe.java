package dev.vitals.conformance.rig;

import dev.vitals.conformance.clause.NotApplicable;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program that asks servers for their health in earnest: a probe, a kubelet's, Envoy. Looked for
 * in the folder that {@code VITALS_TOOLS} names, on the PATH, and where this project's {@code
 * tools/install} puts it.
 */
public final class ExternalProbe {
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final Path program;

  /**
   * How it ended. Immutable.
   *
   * @param exit code of the program
   * @param words that it wrote, in one line
   */
  public record Outcome(int exit, String words) {
    /** Whether it had waited for something in vain, or was not done itself. */
    boolean isLate() {
      return exit < 0 || words.contains("timeout") || words.contains("deadline");
    }

    @Override
    public String toString() {
      return "exit code " + exit + (words.isEmpty() ? "" : " (" + words + ")");
    }
  }

  private ExternalProbe(Path program) {
    this.program = program;
  }

  /** Finds it, or says that the case can't be told here. */
  public static ExternalProbe named(String name) {
    return find(name)
        .map(ExternalProbe::new)
        .orElseThrow(
            () ->
                new NotApplicable(
                    name + " is neither in VITALS_TOOLS nor on the PATH (tools/install gets it)"));
  }

  private static Optional<Path> find(String name) {
    List<String> folders = new ArrayList<>();
    Optional.ofNullable(System.getenv("VITALS_TOOLS")).ifPresent(folders::add);
    Optional.ofNullable(System.getenv("PATH"))
        .ifPresent(path -> folders.addAll(List.of(path.split(File.pathSeparator))));
    String cache =
        Objects.requireNonNullElse(
            System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home") + "/.cache");
    folders.add(cache + "/vitals/tools/bin");
    return folders.stream()
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Runs it and waits for its end. */
  public Outcome run(CaseContext c, String... arguments) throws IOException, InterruptedException {
    Path output = Files.createTempFile("conformance-consumer", ".txt");
    try {
      Process process = start(output, arguments);
      boolean ended = process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
      String words = Files.readString(output, StandardCharsets.UTF_8).strip().replace('\n', ' ');
      Outcome outcome = new Outcome(ended ? process.exitValue() : -1, words);
      c.timeline().add(program.getFileName() + " " + String.join(" ", arguments) + " → " + outcome);
      return outcome;
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /** Starts it with its output in a file; whoever does so ends it. */
  public Process start(Path output, String... arguments) throws IOException {
    List<String> command =
        Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList();
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /** A server's address as such programs want it. */
  public static String address(CaseContext c) {
    return c.address().getHostString() + ":" + c.address().getPort();
  }
}
