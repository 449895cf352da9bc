package dev.vitals.health.checks;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Makes processes hang and go on. */
final class Signals {

  private Signals() {}

  static void stop(Stream<ProcessHandle> processes) throws Exception {
    send("-STOP", processes);
  }

  static void goOn(Stream<ProcessHandle> processes) throws Exception {
    send("-CONT", processes);
  }

  private static void send(String signal, Stream<ProcessHandle> processes) throws Exception {
    List<String> command = new ArrayList<>(List.of("kill", signal));
    processes.forEach(process -> command.add(String.valueOf(process.pid())));
    Process kill = new ProcessBuilder(command).start();
    assertThat(kill.waitFor(20, SECONDS)).isTrue();
    assertThat(kill.exitValue()).isZero();
  }
}
