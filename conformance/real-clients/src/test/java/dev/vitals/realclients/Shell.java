package dev.vitals.realclients;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

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
    // An interrupt does not end the reading of its output; the end of the process does.
    CompletableFuture.delayedExecutor(10, TimeUnit.MINUTES).execute(process::destroyForcibly);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      throw new AssertionError(command + " closed its output and did not end");
    }
    return new Shell(process.exitValue(), output);
  }

  static Shell run(String... command) throws IOException, InterruptedException {
    return run(Path.of("").toAbsolutePath(), List.of(command));
  }
}
