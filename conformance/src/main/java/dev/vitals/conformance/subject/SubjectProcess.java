package dev.vitals.conformance.subject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vitals.conformance.Subject.Trouble;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.SubjectException.Kind;
import dev.vitals.conformance.text.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The child process of a subject: its lines, its last words, and its end. Thread-safe. Three daemon
 * threads each; memory is bounded by the longest line and {@link LastWords}.
 */
final class SubjectProcess {
  static final JsonMapper JSON = new JsonMapper();

  private static final Duration EPITAPH = Duration.ofSeconds(3);

  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(SubjectProcess::kill), "subject-reaper"));
  }

  private final Process process;
  private final LastWords lastWords = new LastWords();
  private final BlockingQueue<ObjectNode> replies = new LinkedBlockingQueue<>();
  private final SubjectInput input = new SubjectInput();
  private final Thread stderr;
  private volatile @Nullable Trouble trouble; // without last words
  private volatile boolean awaitingReply;
  private volatile boolean ready;
  private long endSeen; // confined to the thread that awaits the ready line

  SubjectProcess(ProcessBuilder builder) throws SubjectException {
    try {
      process = builder.start();
    } catch (IOException e) {
      throw notRun(builder.command().get(0), e);
    }
    RUNNING.add(process);
    stderr = daemon("subject-stderr", () -> lastWords.readAll(process.getErrorStream()));
    daemon("subject-stdout", this::readReplies);
    daemon("subject-stdin", () -> input.writeAll(process.getOutputStream()));
  }

  /** Waits for the line that says the subject is ready. */
  ObjectNode awaitReady(Duration silence, Duration limit) throws SubjectException {
    long start = System.nanoTime();
    while (true) {
      @Nullable ObjectNode line = poll(Duration.ofMillis(50));
      if (line != null) {
        ready = true;
        return line;
      }
      if (trouble != null || isLongGone()) {
        throw fail(Kind.START, "the subject never became ready");
      }
      long now = System.nanoTime();
      long quietSince = Math.max(start, lastWords.lastHeard());
      if (now - quietSince > silence.toNanos() || now - start > limit.toNanos()) {
        throw fail(
            Kind.START,
            "no ready line within "
                + Words.time(Duration.ofNanos(now - start))
                + " (expected: one JSON line on standard output when the server accepts connections)");
      }
    }
  }

  /** Queues a line; a subject that does not read its input holds up nobody. */
  void write(String line) {
    write(line.getBytes(StandardCharsets.UTF_8));
  }

  /** The same for a line that may be no text. */
  void write(byte[] line) {
    awaitingReply = true;
    input.write(line);
  }

  /** Ends the subject's input, after what was written before. */
  void endInput() {
    input.end();
  }

  /** The next reply. */
  ObjectNode reply(Duration limit, String op) throws SubjectException {
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < end) {
      if (replies.isEmpty() && trouble != null) {
        throw fail(process.isAlive() ? Kind.PROTOCOL : Kind.GONE, "no reply to " + op);
      }
      @Nullable ObjectNode line = poll(Duration.ofMillis(20));
      if (line != null) {
        awaitingReply = false;
        return line;
      }
    }
    String why = "no reply to " + op + " within " + Words.time(limit);
    trouble = new Trouble(Trouble.Kind.SILENT, why);
    throw new SubjectException(Kind.SILENT, why + lastWords.quoted());
  }

  /** Declares the subject broken. */
  SubjectException broken(String why) {
    if (trouble == null) {
      trouble = broke(why);
    }
    return new SubjectException(Kind.PROTOCOL, why + lastWords.quoted());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Whether a command waits for its reply. */
  boolean isBusy() {
    return awaitingReply;
  }

  long pid() {
    return process.pid();
  }

  /** What is wrong with it, with its last words; empty while it is well. */
  Optional<Trouble> trouble() {
    if (trouble == null && !replies.isEmpty() && !awaitingReply) {
      trouble = broke("a line that no command asked for: " + replies.peek());
    }
    return Optional.ofNullable(trouble)
        .map(it -> new Trouble(it.kind(), it.words() + lastWords.quoted()));
  }

  /** Of a process that has ended. */
  int exitCode() {
    return process.exitValue();
  }

  boolean awaitExit(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Gives it this long to end by itself, then ends it and whatever it started. */
  void end(Duration grace) {
    try {
      if (!grace.isZero()) {
        awaitExit(grace);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      kill(process);
      RUNNING.remove(process);
      endInput();
    }
  }

  /** Whether it ended, and whoever reads its output had the time to say how. */
  private boolean isLongGone() {
    if (process.isAlive()) {
      endSeen = 0;
      return false;
    }
    endSeen = endSeen == 0 ? System.nanoTime() : endSeen;
    return System.nanoTime() - endSeen > EPITAPH.toNanos();
  }

  private String ending() {
    return "the subject ended with exit code "
        + process.exitValue()
        + (ready ? "" : " before it was ready");
  }

  /** A program that the system does not run: its reason, without Java's words, and the way out. */
  private static SubjectException notRun(String program, IOException e) {
    // "…error=13, Permission denied"; since JDK 25 "…error: 13 (Permission denied) ".
    String why =
        String.valueOf(e.getMessage())
            .replaceFirst(".*error[=:] ?\\d+[, ]+\\(?(.*?)\\)?\\s*$", "$1");
    String wayOut =
        why.startsWith("Permission denied")
            ? "a program that may be executed: chmod +x"
            : why.startsWith("Exec format error")
                ? "a program; a script begins with #! and its interpreter"
                : "a program on the PATH, or its file from here: ./my-subject";
    return new SubjectException(
        Kind.START,
        "the subject '" + program + "' can't be run: " + why + " (expected: " + wayOut + ")",
        e);
  }

  private static Trouble broke(String why) {
    return new Trouble(Trouble.Kind.BROKEN, why);
  }

  private SubjectException fail(Kind kind, String what) {
    @Nullable Trouble known = trouble;
    @Nullable String reason = known == null ? null : known.words();
    if (known == null && !process.isAlive()) {
      reason = ending(); // The reader is behind.
    }
    String why = reason == null ? what : what + ": " + reason;
    return new SubjectException(kind, why + lastWords.quoted());
  }

  private @Nullable ObjectNode poll(Duration limit) throws SubjectException {
    try {
      return replies.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SubjectException(Kind.GONE, "interrupted while waiting for the subject", e);
    }
  }

  private void readReplies() {
    try (JsonLines lines = new JsonLines(process.getInputStream())) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        JsonNode node = JSON.readTree(line);
        if (!(node instanceof ObjectNode object)) {
          throw new JsonLines.Garbage(line);
        }
        replies.add(object);
      }
      sayGone();
    } catch (JsonLines.Garbage e) {
      trouble =
          broke(
              "garbage on standard output: "
                  + e.getMessage()
                  + " (expected: one JSON object a line; logs go to standard error)");
    } catch (JsonProcessingException e) {
      trouble = broke("garbage on standard output: " + e.getOriginalMessage());
    } catch (IOException e) {
      sayGone();
    }
  }

  private void sayGone() {
    try {
      boolean gone = awaitExit(Duration.ofSeconds(1));
      stderr.join(200);
      trouble =
          gone
              ? new Trouble(Trouble.Kind.ENDED, ending())
              : broke("the subject closed its standard output");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
