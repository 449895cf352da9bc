package dev.vitals.conformance.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.subject.ReadyLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Looks at the line by which a subject says that it is ready. Confined. */
final class DoctorClaims {
  private static final Set<String> STATUSES = Set.of("UNKNOWN", "SERVING", "NOT_SERVING");

  private final ObjectNode line;
  private final DoctorNotes notes;

  DoctorClaims(ObjectNode line, DoctorNotes notes) {
    this.line = line;
    this.notes = notes;
  }

  void examine() {
    notes.look(
        line.path("protocol").asInt(0) == 1,
        "\"protocol\": " + shown("protocol"),
        "the version of the subject protocol is 1");
    notes.look(
        line.path("port").isIntegralNumber(), "\"port\": " + shown("port"), "a number, not a text");
    for (String field : List.of("name", "version", "language")) {
      notes.look(
          line.path(field).isTextual() && !line.path(field).asText().isBlank(),
          "\"" + field + "\": " + shown(field),
          "a text that is not empty: the report names the implementation by it");
    }
    words("ops", Capabilities.ALL_OPS);
    words("methods", Capabilities.ALL_METHODS);
    if (line.has("statuses")) {
      words("statuses", STATUSES);
    }
    if (line.has("dynamic")) {
      notes.look(
          line.path("dynamic").isBoolean(), "\"dynamic\": " + shown("dynamic"), "true or false");
    }
    for (String field : List.of("settleMs", "warmUpMs", "graceMs")) {
      if (line.has(field)) {
        wholeNumber("\"" + field + "\": " + shown(field), line.path(field), 0, "milliseconds");
      }
    }
    if (line.has("limits")) {
      wholeNumber(
          "\"limits\": " + shown("limits"),
          line.path("limits").path("streamsPerConnection"),
          1,
          "\"streamsPerConnection\"");
    }
    Set<String> odd = new TreeSet<>();
    line.fieldNames().forEachRemaining(odd::add);
    odd.removeAll(ReadyLine.FIELDS);
    if (!odd.isEmpty()) {
      notes.note("fields that nobody reads: " + String.join(", ", odd));
    }
  }

  private void wholeNumber(String what, JsonNode value, int least, String unit) {
    notes.look(
        value.isIntegralNumber() && value.canConvertToInt() && value.asInt() >= least,
        what,
        "a whole number of " + unit + ", " + least + " or more");
  }

  private void words(String field, Set<String> known) {
    List<String> odd = new ArrayList<>();
    for (JsonNode word : line.path(field)) {
      if (!word.isTextual() || !known.contains(word.asText())) {
        odd.add(word.toString());
      }
    }
    notes.look(
        line.path(field).isArray() && odd.isEmpty(),
        "\"" + field + "\": " + shown(field),
        "an array of "
            + String.join(", ", new TreeSet<>(known))
            + ", in this spelling"
            + (odd.isEmpty() ? "" : "; not " + String.join(", ", odd)));
  }

  private String shown(String field) {
    return line.has(field) ? line.path(field).toString() : "missing";
  }
}
