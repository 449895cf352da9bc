package dev.vitals.conformance.subject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.SubjectException.Kind;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A subject in a process of its own, steered by JSON lines on its standard input and output. Made
 * for subjects that are broken in every way: what it waits for, it waits for with an end, and it
 * leaves no process behind. Thread-safe; one command at a time, and a command without a reply holds
 * up neither {@link #trouble} nor {@link #close}.
 */
public final class ProcessSubject implements Subject {
  private static final Duration REPLY = Duration.ofSeconds(10);
  private static final Duration FLAP_REPLY = Duration.ofSeconds(60);
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final SubjectProcess process;
  private final ObjectNode readyLine;
  private final Capabilities capabilities;
  private final InetSocketAddress address;
  private final ProcessLauncher.Surroundings surroundings;
  private final AtomicLong nextId = new AtomicLong(1);
  private volatile boolean stopping;

  ProcessSubject(
      SubjectProcess process,
      ObjectNode readyLine,
      Capabilities capabilities,
      InetSocketAddress address,
      ProcessLauncher.Surroundings surroundings) {
    this.surroundings = surroundings;
    this.readyLine = readyLine;
    this.process = process;
    this.capabilities = capabilities;
    this.address = address;
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public void set(String service, ServingStatus status) throws SubjectException {
    ObjectNode command = command("set").put("service", service).put("status", status.name());
    send(command, REPLY);
  }

  @Override
  public void clear(String service) throws SubjectException {
    send(command("clear").put("service", service), REPLY);
  }

  @Override
  public void shutdown() throws SubjectException {
    send(command("shutdown"), REPLY);
  }

  @Override
  public void resume() throws SubjectException {
    send(command("resume"), REPLY);
  }

  @Override
  public void flap(Flap flap) throws SubjectException {
    ObjectNode command =
        command("flap")
            .put("service", flap.service())
            .put("count", flap.count())
            .put("last", flap.last().name())
            .put("threads", flap.threads())
            .put("pauseMicros", flap.pause().toNanos() / 1000);
    send(command, FLAP_REPLY);
  }

  @Override
  public Stats stats() throws SubjectException {
    ObjectNode reply = send(command("stats"), REPLY);
    return new Stats(reply.path("watchers").asLong(-1), reply.path("names").asLong(-1));
  }

  @Override
  public void stop(Duration grace) throws SubjectException {
    ObjectNode command = command("stop").put("graceMs", grace.toMillis());
    stopping = true;
    send(command, REPLY.plus(grace));
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public Optional<Trouble> trouble() {
    return stopping ? Optional.empty() : process.trouble();
  }

  @Override
  public OptionalLong pid() {
    return surroundings.serverIsTheProcess()
        ? OptionalLong.of(process.pid())
        : OptionalLong.empty();
  }

  @Override
  public void close() {
    boolean polite = !stopping && !process.isBusy() && process.trouble().isEmpty();
    stopping = true;
    if (polite) {
      process.write(
          command("stop").put("graceMs", 0).put("id", nextId.getAndIncrement()).toString());
    }
    process.end(polite ? FAREWELL : Duration.ZERO);
    surroundings.clear();
  }

  /** Sends a line as it is and returns what is answered: for trying out a subject's manners. */
  public synchronized ObjectNode say(byte[] line, String what) throws SubjectException {
    process.write(line);
    return process.reply(REPLY, what);
  }

  /** Ends the subject's input, which asks it to stop. */
  public synchronized void endInput() {
    stopping = true;
    process.endInput();
  }

  /** The line by which it said that it was ready. */
  public ObjectNode readyLine() {
    return readyLine;
  }

  /** Waits until the process is gone, and returns its exit code; empty if it is not. */
  public OptionalInt awaitExit(Duration limit) throws InterruptedException {
    return process.awaitExit(limit) ? OptionalInt.of(process.exitCode()) : OptionalInt.empty();
  }

  private static ObjectNode command(String op) {
    return SubjectProcess.JSON.createObjectNode().put("op", op);
  }

  /** Sends a command and waits for its reply; no other command goes out meanwhile. */
  private synchronized ObjectNode send(ObjectNode command, Duration limit) throws SubjectException {
    long id = nextId.getAndIncrement();
    command.put("id", id);
    String op = command.path("op").asText();
    process.write(command.toString());
    ObjectNode reply = process.reply(limit, op);
    if (reply.path("id").asLong(-1) != id) {
      boolean again = reply.path("id").asLong(-1) == id - 1;
      throw process.broken(
          again
              ? "a second reply to the command before "
                  + op
                  + ": "
                  + reply
                  + " (expected: one each)"
              : "reply to " + op + ": id " + reply.path("id") + " (expected: " + id + ")");
    }
    if (!reply.path("ok").isBoolean()) {
      throw process.broken("reply to " + op + ": " + reply + " (expected: \"ok\" true or false)");
    }
    if (reply.path("ok").asBoolean()) {
      return reply;
    }
    String error = reply.path("error").asText("failed");
    String detail = reply.path("detail").asText("");
    Kind kind =
        switch (error) {
          case "unsupported" -> Kind.UNSUPPORTED;
          case "invalid" -> Kind.INVALID;
          default -> Kind.FAILED;
        };
    throw new SubjectException(kind, op + ": " + error + (detail.isEmpty() ? "" : ", " + detail));
  }
}
