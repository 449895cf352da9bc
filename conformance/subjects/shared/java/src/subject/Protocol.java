package subject;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The subject's side of the protocol: starts the server, and carries out a command a line. */
final class Protocol {

  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(2);

  private final PrintStream replies = System.out;
  private final InputStream lines = new BufferedInputStream(System.in, 1 << 16);

  private Protocol() {
    System.setOut(System.err); // nothing but replies on the real one
  }

  /** Runs until {@code stop}, or the end of the input, and ends the process. */
  static void run(Subject.Starter starter) {
    Protocol protocol = new Protocol();
    int exitCode = 0;
    try {
      Subject subject = starter.start(Settings.of(System.getenv()));
      protocol.write(subject.ready().fields());
      subject.stop(protocol.obey(subject));
    } catch (Exception e) {
      e.printStackTrace();
      protocol.write(Map.of("ready", false, "error", e.toString()));
      exitCode = 1;
    }
    System.exit(exitCode);
  }

  /** Returns the grace to stop with. */
  private Duration obey(Subject subject) throws IOException {
    for (byte[] line = readLine(); line != null; line = readLine()) {
      Object id = null;
      try {
        Command command = Command.parse(line);
        id = command.id();
        if (command.text("op").equals("stop")) {
          Duration grace =
              Duration.ofMillis(command.integerOr((int) DEFAULT_GRACE.toMillis(), "graceMs", 0));
          reply(id, Map.of());
          return grace;
        }
        reply(id, carryOut(subject, command));
      } catch (Refusal refusal) {
        reply(id, refusal.error(), refusal.getMessage());
      } catch (Exception e) {
        e.printStackTrace();
        reply(id, "failed", e.toString());
      }
    }
    return DEFAULT_GRACE;
  }

  /** Returns the reply's further fields. */
  private static Map<String, Object> carryOut(Subject subject, Command command)
      throws Refusal, InterruptedException {
    switch (command.text("op")) {
      case "set" ->
          subject.set(command.text("service"), settable(subject, command.status("status")));
      case "clear" -> subject.clear(command.text("service"));
      case "shutdown" -> subject.shutdown();
      case "resume" -> subject.resume();
      case "flap" -> {
        settable(subject, command.status("last"));
        Flap.of(command).run(subject);
      }
      case "stats" -> {
        return subject.stats();
      }
      default -> throw Refusal.unsupported("op: " + command.text("op"));
    }
    return Map.of();
  }

  private static ServingStatus settable(Subject subject, ServingStatus status) throws Refusal {
    if (!subject.ready().statuses().contains(status)) {
      throw Refusal.unsupported("status: " + status);
    }
    return status;
  }

  /** A line without its end; null at the end of the input. */
  private byte[] readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = lines.read();
    if (next < 0) {
      return null;
    }
    for (; next >= 0 && next != '\n'; next = lines.read()) {
      line.write(next);
    }
    return line.toByteArray();
  }

  private void reply(Object id, Map<String, Object> more) {
    Map<String, Object> reply = new LinkedHashMap<>();
    reply.put("id", id);
    reply.put("ok", true);
    reply.putAll(more);
    write(reply);
  }

  private void reply(Object id, String error, String detail) {
    Map<String, Object> reply = new LinkedHashMap<>();
    reply.put("id", id);
    reply.put("ok", false);
    reply.put("error", error);
    reply.put("detail", detail);
    write(reply);
  }

  private void write(Map<String, Object> fields) {
    byte[] line = (Json.write(fields) + "\n").getBytes(StandardCharsets.UTF_8);
    replies.write(line, 0, line.length);
    replies.flush();
  }
}
