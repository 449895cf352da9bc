package dev.vitals.conformance.selftest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.rig.Await;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The subject's end of the subject protocol: reads commands from one pipe, carries them out on a
 * {@link Subject} in this process, and answers on another pipe. Confined to the thread that reads.
 */
final class MutantProcess {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final Duration GOODBYE = Duration.ofMillis(200);

  private final SubjectLauncher launcher;
  private final InputStream in;
  private final PrintStream out;

  MutantProcess(SubjectLauncher launcher, InputStream in, PrintStream out) {
    this.launcher = launcher;
    this.in = new BufferedInputStream(in);
    this.out = out;
  }

  /** Starts the server, says that it is ready, and obeys until it is told to stop. */
  void serve(String declaredServices) throws SubjectException, IOException {
    List<String> services = new ArrayList<>();
    JSON.readTree(declaredServices).forEach(name -> services.add(name.asText()));
    try (Subject subject = launcher.launch(services)) {
      say(ready(subject));
      for (byte[] line = nextLine(); line != null; line = nextLine()) {
        if (!obey(subject, line)) {
          return;
        }
      }
    }
  }

  /** Says why there is no server. */
  void refuse(String why) throws IOException {
    say(JSON.createObjectNode().put("ready", false).put("error", why));
  }

  /** A line as it came, without its end; {@code null} at the end of the input. */
  private byte @Nullable [] nextLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    for (; next >= 0 && next != '\n'; next = in.read()) {
      line.write(next);
    }
    return line.toByteArray();
  }

  private static ObjectNode ready(Subject subject) {
    Capabilities claims = subject.capabilities();
    ObjectNode line = JSON.createObjectNode();
    line.put("ready", true).put("protocol", 1).put("port", subject.address().getPort());
    line.put("name", claims.name()).put("version", claims.version());
    line.put("language", claims.language());
    line.put("dynamic", claims.dynamic()).put("settleMs", claims.settle().toMillis());
    line.set("ops", JSON.valueToTree(claims.ops()));
    line.set("methods", JSON.valueToTree(claims.methods()));
    line.set("statuses", JSON.valueToTree(claims.statuses()));
    claims.fixedGrace().ifPresent(grace -> line.put("graceMs", grace.toMillis()));
    line.putObject("limits").put("streamsPerConnection", claims.streamsPerConnection());
    return line;
  }

  /** Carries out one command and replies; false after the last one. */
  private boolean obey(Subject subject, byte[] line) throws IOException {
    JsonNode command;
    try {
      // A fresh decoder refuses what is not UTF-8.
      command =
          JSON.readTree(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString());
    } catch (JsonProcessingException | CharacterCodingException e) {
      command = NullNode.instance;
    }
    if (!command.isObject()) {
      say(refused(JSON.createObjectNode().putNull("id"), "invalid", "not a JSON object in UTF-8"));
      return true;
    }
    ObjectNode reply = JSON.createObjectNode();
    reply.set("id", command.get("id"));
    if (command.path("op").asText().equals("stop") && command.path("graceMs").asLong(0) >= 0) {
      say(reply.put("ok", true));
      stop(subject, Duration.ofMillis(command.path("graceMs").asLong(0)));
      return false;
    }
    try {
      perform(subject, command, reply);
      say(reply.put("ok", true));
    } catch (SubjectException e) {
      boolean unsupported = e.kind() == SubjectException.Kind.UNSUPPORTED;
      say(refused(reply, unsupported ? "unsupported" : "failed", String.valueOf(e.getMessage())));
    } catch (IllegalArgumentException e) {
      say(refused(reply, "invalid", String.valueOf(e.getMessage())));
    }
    return true;
  }

  private static void perform(Subject subject, JsonNode command, ObjectNode reply)
      throws SubjectException {
    String op = text(command, "op");
    if (!subject.capabilities().ops().contains(op)) {
      throw SubjectException.unsupported(op);
    }
    switch (op) {
      case "set" -> subject.set(text(command, "service"), status(command, "status"));
      case "clear" -> subject.clear(text(command, "service"));
      case "shutdown" -> subject.shutdown();
      case "resume" -> subject.resume();
      case "flap" -> subject.flap(flap(command, text(command, "service")));
      case "stats" -> {
        Subject.Stats stats = subject.stats();
        reply.put("watchers", stats.watchers()).put("names", stats.names());
      }
      case "stop" -> throw new IllegalArgumentException("graceMs: below 0 (expected: >= 0)");
      default -> throw SubjectException.unsupported(op);
    }
  }

  private static Subject.Flap flap(JsonNode command, String service) {
    return new Subject.Flap(
        service,
        number(command, "count", 0),
        status(command, "last"),
        command.has("threads") ? number(command, "threads", 1) : 1,
        Duration.ofNanos(command.path("pauseMicros").asLong(0) * 1000));
  }

  private static int number(JsonNode command, String field, int least) {
    JsonNode value = command.path(field);
    if (!value.isInt() || value.intValue() < least) {
      throw new IllegalArgumentException(
          field + ": " + value + " (expected: a whole number, >= " + least + ")");
    }
    return value.intValue();
  }

  private static String text(JsonNode command, String field) {
    if (!command.path(field).isTextual()) {
      throw new IllegalArgumentException(
          field + ": " + command.path(field) + " (expected: a text)");
    }
    return command.path(field).textValue();
  }

  private static ServingStatus status(JsonNode command, String field) {
    ServingStatus status = ServingStatus.valueOf(command.path(field).asText());
    if (!status.isSettable()) {
      throw new IllegalArgumentException(field + ": " + status + " (expected: a settable one)");
    }
    return status;
  }

  private static void stop(Subject subject, Duration grace) {
    try {
      subject.stop(grace);
      Await.until(grace, () -> !subject.isAlive());
      Await.until(GOODBYE, () -> false);
    } catch (SubjectException e) {
      System.err.println("stop: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ObjectNode refused(ObjectNode reply, String error, String detail) {
    return reply.put("ok", false).put("error", error).put("detail", detail);
  }

  private void say(ObjectNode line) throws IOException {
    out.println(JSON.writeValueAsString(line));
    out.flush();
  }
}
