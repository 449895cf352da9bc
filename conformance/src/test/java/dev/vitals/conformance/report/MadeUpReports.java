package dev.vitals.conformance.report;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vitals.conformance.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reports of runs that never were, of servers that say the same thing wherever they can. */
final class MadeUpReports {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private MadeUpReports() {}

  /** One run of one case that came out like this. */
  static Report of(Verdict verdict, String said) {
    Map<String, Object> row = row(verdict);
    row.put("measures", List.of(Map.of("what", said, "value", 1, "unit", said)));
    row.put("timeline", List.of(said));
    row.put("replay", "replay " + said);
    if (verdict != Verdict.PASS) {
      row.put("expected", said);
      row.put("came", said);
      row.put("reason", said);
      row.put("notes", List.of(said));
    }
    return of(said, row);
  }

  /** One case that another clause blocks, for this reason. */
  static Report blocked(String reason, String blocker) {
    Map<String, Object> row = row(Verdict.BLOCKED);
    row.put("reason", reason);
    row.put("blockedBy", blocker);
    return of("a server", row);
  }

  private static Map<String, Object> row(Verdict verdict) {
    return new HashMap<>(
        Map.of(
            "clause", "HC-CHECK-01",
            "case", "HC-CHECK-01/serving",
            "area", "CHECK",
            "level", "MUST",
            "verdict", verdict,
            "story", "a story",
            "repetition", 1,
            "durationMs", 12.5));
  }

  private static Report of(String said, Map<String, Object> row) {
    Map<String, Object> subject =
        Map.of(
            "name",
            said,
            "version",
            "1",
            "language",
            said,
            "ops",
            List.of(),
            "methods",
            List.of(said),
            "statuses",
            List.of());
    Map<String, Object> run = Map.of("started", "2026-11-29T00:00:00Z", "profile", "DEFAULT");
    Report read =
        JSON.convertValue(
            Map.of(
                "schema",
                Report.SCHEMA,
                "suite",
                "development",
                "subject",
                subject,
                "run",
                run,
                "results",
                List.of(row)),
            Report.class);
    return new Report(
        read.schema(),
        read.suite(),
        read.subject(),
        read.run(),
        Tally.summary(read.results()),
        read.results());
  }
}
