package dev.vitals.conformance.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.rig.Names;
import dev.vitals.conformance.subject.ProcessSubject;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Sends a subject lines that it must refuse, and odd ones that it must take. Confined. */
final class DoctorManners {
  private static final int LONG_LINE_BYTES = (1 << 20) - 200;
  private static final int FIRST_ID = 9_000;

  private final ProcessSubject subject;
  private final String name;
  private final DoctorNotes notes;
  private int id = FIRST_ID;

  DoctorManners(ProcessSubject subject, Names names, DoctorNotes notes) {
    this.subject = subject;
    this.name = names.settable();
    this.notes = notes;
  }

  void examine() {
    refused("a line that is no JSON", bytes("set acme.Foo SERVING"), null, "invalid");
    refused("an array", bytes("[1]"), null, "invalid");
    refused("an empty line", bytes(""), null, "invalid");
    refused("two objects in a line", bytes("{\"id\":1,\"op\":\"set\"} {}"), null, "invalid");
    refused("half an object", bytes("{\"id\":1,\"op\":\"set\""), null, "invalid");
    refused("a line that is not UTF-8", notUtf8(), null, "invalid");
    refusedWithId("a command that nobody knows", "{\"id\":%d,\"op\":\"dance\"}", "unsupported");
    refusedWithId("a line without op", "{\"id\":%d}", "invalid");
    if (subject.capabilities().ops().contains("set")) {
      refusedWithId("set without a service", set("\"status\":\"SERVING\""), "invalid");
      refusedWithId("set without a status", set("\"service\":\"" + name + "\""), "invalid");
      refusedWithId("set with a status that nobody knows", set(name, "MAYBE", ""), "invalid");
      refusedWithId("set with a status in lower case", set(name, "serving", ""), "invalid");
      refusedWithId(
          "set with a number for a service",
          set("\"service\":7,\"status\":\"SERVING\""),
          "invalid");
      if (subject.capabilities().ops().contains("flap")) {
        String flap =
            "{\"id\":%d,\"op\":\"flap\",\"service\":\"" + name + "\",\"last\":\"SERVING\",";
        refusedWithId("flap with a count below 0", flap + "\"count\":-1}", "invalid");
        refusedWithId("flap by 0 threads", flap + "\"count\":1,\"threads\":0}", "invalid");
      }
      taken("a field that nobody knows is ignored", ",\"colour\":{\"a\":[1]}");
      taken("a line of 1 MiB is read", ",\"pad\":\"" + "x".repeat(LONG_LINE_BYTES) + "\"");
    }
  }

  /** Sent last: a subject that takes it for a good one ends. */
  void examineStop() {
    refusedWithId(
        "stop with a grace below 0", "{\"id\":%d,\"op\":\"stop\",\"graceMs\":-1}", "invalid");
  }

  private void refusedWithId(String what, String format, String error) {
    int mine = id++;
    refused(what, bytes(format.formatted(mine)), mine, error);
  }

  private void refused(String what, byte[] line, @Nullable Integer id, String error) {
    if (subject.trouble().isPresent()) {
      return;
    }
    String wanted = "{\"id\":" + id + ",\"ok\":false,\"error\":\"" + error + "\",…}";
    try {
      ObjectNode reply = subject.say(line, what);
      boolean sameId = id == null ? reply.path("id").isNull() : reply.path("id").asInt(-1) == id;
      boolean refused = reply.path("ok").isBoolean() && !reply.path("ok").asBoolean();
      notes.look(
          sameId && refused && reply.path("error").asText().equals(error),
          what + " is refused as " + error,
          "reply " + wanted + " and live on; what came: " + reply);
    } catch (SubjectException e) {
      notes.mend(
          what + " is refused as " + error,
          "reply " + wanted + " and live on; what came: " + e.getMessage());
    }
  }

  private void taken(String what, String more) {
    if (subject.trouble().isPresent()) {
      return;
    }
    int mine = id++;
    try {
      ObjectNode reply = subject.say(bytes(set(name, "SERVING", more).formatted(mine)), "set");
      notes.look(
          reply.path("ok").asBoolean(false) && reply.path("id").asInt(-1) == mine,
          what,
          "what came: " + reply);
    } catch (SubjectException e) {
      notes.mend(what, String.valueOf(e.getMessage()));
    }
  }

  private static String set(String service, String status, String more) {
    return set("\"service\":\"" + service + "\",\"status\":\"" + status + "\"" + more);
  }

  private static String set(String fields) {
    return "{\"id\":%d,\"op\":\"set\"," + fields + "}";
  }

  private static byte[] bytes(String line) {
    return line.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] notUtf8() {
    String line = "{\"id\":1,\"op\":\"set\",\"service\":\"\u00ff\",\"status\":\"SERVING\"}";
    return line.getBytes(StandardCharsets.ISO_8859_1);
  }
}
