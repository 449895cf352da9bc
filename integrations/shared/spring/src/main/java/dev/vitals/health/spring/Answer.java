package dev.vitals.health.spring;

import org.jspecify.annotations.Nullable;

/**
 * What an indicator said, in words that all versions of Spring Boot share.
 *
 * @param status the code of the status, such as {@code UP}
 * @param description of the status; empty if it has none
 * @param error the detail of that name; the others may hold what belongs into no log line
 */
record Answer(String status, String description, @Nullable Object error) {

  static final String UP = "UP";

  String reason() {
    StringBuilder reason = new StringBuilder(status);
    if (!description.isEmpty()) {
      reason.append(": ").append(description);
    }
    return error == null ? reason.toString() : reason.append(": ").append(error).toString();
  }
}
