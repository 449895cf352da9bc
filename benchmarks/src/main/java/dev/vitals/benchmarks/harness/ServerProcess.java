package dev.vitals.benchmarks.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A subject's server in a separate process. Each command is one line, and so is its answer. For one
 * thread.
 */
final class ServerProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String END_OF_OUTPUT = "";
  private static final int PING_COUNT = 50;
  private static final int WARM_UP_CHANGE_COUNT =
      20_000; // an even number: it ends on what it began with
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(50);
  private static final int IDLE_DIVISOR = 4; // when it takes no more than a quarter of a processor

  private final Process process;
  private final Path log;
  private final Writer commands;
  private final BlockingQueue<String> replies = new LinkedBlockingQueue<>();
  private final Map<String, String> ready;
  private final long clockOffset;
  private final SubjectCommand subject;
  private final List<ServerProcess> others = new ArrayList<>();
  private boolean fresh = true;

  private ServerProcess(Process process, SubjectCommand subject, Path log) {
    this.process = process;
    this.subject = subject;
    this.log = log;
    commands = process.outputWriter(StandardCharsets.US_ASCII);
    Thread reader = new Thread(this::read, "replies");
    reader.setDaemon(true);
    reader.start();
    ready = reply("ready", PATIENCE);
    clockOffset = clockOffset();
  }

  /** Starts one; what it says beside replies goes to the log. */
  static ServerProcess start(SubjectCommand subject, Path log) throws IOException {
    Files.createDirectories(log.getParent());
    Process process =
        Children.start(
            new ProcessBuilder(subject.command())
                .redirectError(ProcessBuilder.Redirect.to(log.toFile())));
    try {
      return new ServerProcess(process, subject, log);
    } catch (RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Starts another one of the same subject, which ends with this one. */
  ServerProcess another() throws IOException {
    ServerProcess other = start(subject, Path.of(log + ".other"));
    others.add(other);
    return other;
  }

  /** Whether nothing has been measured on it. */
  boolean isFresh() {
    return fresh;
  }

  void used() {
    fresh = false;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int port() {
    return Integer.parseInt(ready.get("port"));
  }

  String version() {
    return ready.get("version");
  }

  /** Sets the status. */
  Change set(boolean serving) {
    return change(ask("set " + (serving ? 1 : 0)));
  }

  /** Begins so many changes back to back, each to the other status; {@link #flapped} waits. */
  void flap(int changes) {
    send("flap " + changes);
  }

  /** Returns what the changes took, or null if they take longer than this. */
  @Nullable Change flapped(Duration patience) {
    String line = poll(patience);
    return line == null ? null : change(parse("ok", line));
  }

  /** Makes so many changes back to back, and waits until it has. */
  Change flapAll(int changes, Duration patience) {
    flap(changes);
    Change flapped = flapped(patience);
    if (flapped == null) {
      throw new HarnessException("changes: not made within " + patience);
    }
    return flapped;
  }

  /** Makes so many changes that the code of who makes them is compiled. */
  void compile(Duration patience) {
    flapAll(WARM_UP_CHANGE_COUNT, patience);
  }

  /** Begins to make a change each interval, for so long; {@link #paced} waits. */
  void pace(Duration duration, Duration interval) {
    send("pace " + duration.toMillis() + " " + interval.toNanos() / 1000);
  }

  /**
   * Returns what the caller of these changes was held for, in nanoseconds: {@code p50}, {@code p99}
   * and {@code most} of so many {@code calls}. If one is held for longer than there is patience, it
   * is as if all were held for so long.
   */
  Map<String, Long> paced(Duration patience) {
    String line = poll(patience);
    if (line == null) {
      long held = patience.toNanos();
      return Map.of("calls", 1L, "p50", held, "p99", held, "most", held);
    }
    return numbers(parse("ok", line));
  }

  /** Has threads of the server do these things from now on, and no other. */
  void load(List<String> kinds, Duration patience) {
    send(("load " + String.join(" ", kinds)).strip());
    reply("ok", patience);
  }

  /** Has the server measure by itself, for so long, what needs no client. */
  Map<String, Long> measure(Duration duration, Duration patience) {
    send("measure " + duration.toMillis());
    return numbers(reply("ok", duration.plus(patience)));
  }

  private Change change(Map<String, String> reply) {
    return new Change(number(reply, "at") - clockOffset, number(reply, "took"));
  }

  /** Returns what the process has used so far. */
  Map<String, Long> stats() {
    return numbers(ask("stats"));
  }

  /** Collects garbage and returns what is left. */
  Map<String, Long> collect() {
    return numbers(ask("gc"));
  }

  /** Returns the processor time that the process and its others used, as the system counts it. */
  long cpuNanos() {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L)
        + others.stream().mapToLong(ServerProcess::cpuNanos).sum();
  }

  /**
   * Waits until it has next to nothing to do, or for so long: what nobody asks it for is what its
   * compiler has still to do.
   */
  void rest(Duration most) {
    long end = System.nanoTime() + most.toNanos();
    long used = cpuNanos();
    for (boolean rests = false; !rests && System.nanoTime() - end < 0; ) {
      Pause.of(LOOK_INTERVAL);
      long now = cpuNanos();
      rests = now - used <= LOOK_INTERVAL.toNanos() / IDLE_DIVISOR && !wantsProcessor();
      used = now;
    }
  }

  /**
   * Whether a thread of the process runs or waits for a processor: on a busy machine one that has
   * much to do may use as little as one that rests. False where the system does not tell.
   */
  private boolean wantsProcessor() {
    try (Stream<Path> threads = Files.list(Path.of("/proc", "" + process.pid(), "task"))) {
      return threads.anyMatch(ServerProcess::isRunnable);
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  private static boolean isRunnable(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      return stat.startsWith(" R", stat.lastIndexOf(')') + 1); // after its name
    } catch (IOException e) {
      return false; // it has ended meanwhile
    }
  }

  private Map<String, String> ask(String command) {
    send(command);
    return reply("ok", PATIENCE);
  }

  private void send(String command) {
    try {
      commands.write(command + "\n");
      commands.flush();
    } catch (IOException e) {
      throw died();
    }
  }

  private Map<String, String> reply(String kind, Duration patience) {
    String line = poll(patience);
    if (line == null) {
      throw new HarnessException("no reply within " + patience + " (log: " + log + ")");
    }
    return parse(kind, line);
  }

  private @Nullable String poll(Duration patience) {
    try {
      return replies.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw new HarnessException("interrupted");
    }
  }

  private Map<String, String> parse(String kind, String line) {
    if (line.equals(END_OF_OUTPUT)) {
      throw died();
    }
    String[] words = line.split(" ");
    if (!words[0].equals(kind)) {
      throw new HarnessException("reply: " + line + " (expected: " + kind + " ...)");
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 1; i < words.length; i++) {
      String[] pair = words[i].split("=", 2);
      values.put(pair[0], pair[1]);
    }
    return values;
  }

  private static Map<String, Long> numbers(Map<String, String> reply) {
    Map<String, Long> numbers = new HashMap<>();
    reply.forEach((name, value) -> numbers.put(name, Long.valueOf(value)));
    return numbers;
  }

  private static long number(Map<String, String> reply, String name) {
    return Long.parseLong(reply.get(name));
  }

  private HarnessException died() {
    return new HarnessException("the server's process has ended (log: " + log + ")");
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        replies.add(line);
      }
    } catch (IOException e) {
      // It was ended by us: nobody waits for a reply any more.
    } finally {
      replies.add(END_OF_OUTPUT);
    }
  }

  /**
   * Returns how far the server's clock is ahead of ours. On Linux both are the machine's monotonic
   * clock: no ping contradicts 0 then. Else it is known to half of the quickest ping.
   */
  private long clockOffset() {
    long least = Long.MIN_VALUE;
    long most = Long.MAX_VALUE;
    for (int i = 0; i < PING_COUNT; i++) {
      long before = System.nanoTime();
      long there = number(ask("now"), "at");
      long after = System.nanoTime();
      least = Math.max(least, there - after);
      most = Math.min(most, there - before);
    }
    return least <= 0 && most >= 0 ? 0 : least + (most - least) / 2;
  }

  /** Ends the process, at once. */
  @Override
  public void close() {
    others.forEach(ServerProcess::close);
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
