package dev.vitals.realclients;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A program on this machine that asks the server, with what it prints, line by line. */
final class Client implements AutoCloseable {

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Thread reader;

  private Client(List<String> command) {
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reader = new Thread(this::read, "reads " + command.get(0));
    reader.setDaemon(true);
    reader.start();
  }

  static Client start(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Needs.client(program).orElseThrow().toString());
    command.addAll(List.of(arguments));
    return new Client(command);
  }

  /** Runs one to its end. */
  static Result run(String program, String... arguments) {
    try (Client client = start(program, arguments)) {
      if (!client.process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError(program + " did not end within 60 s: " + client.lines);
      }
      client.reader.join(TimeUnit.SECONDS.toMillis(60));
      if (client.reader.isAlive()) {
        throw new AssertionError(program + " ended and something keeps its output open");
      }
      return new Result(client.process.exitValue(), String.join("\n", client.lines));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  record Result(int exit, String output) {}

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      reader.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      lines.add("(" + e.getMessage() + ")"); // it was ended while it printed
    }
  }

  /** Reads on until a line has the text. */
  void expect(String text) {
    List<String> seen = new ArrayList<>();
    try {
      String line = lines.poll(60, TimeUnit.SECONDS);
      while (line != null && !line.contains(text)) {
        seen.add(line);
        line = lines.poll(60, TimeUnit.SECONDS);
      }
      if (line == null) {
        throw new AssertionError("expected: " + text + ", came: " + seen);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
