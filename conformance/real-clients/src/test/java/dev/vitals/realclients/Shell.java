package dev.vitals.realclients;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A program that was run to its end. Immutable.
 *
 * @param exit code
 * @param output both standard output and standard error
 */
record Shell(int exit, String output) {
  static Shell run(Path folder, List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Shell(process.waitFor(), output);
  }

  static Shell run(String... command) throws IOException, InterruptedException {
    return run(Path.of("").toAbsolutePath(), List.of(command));
  }
}
