package dev.vitals.benchmarks.harness;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vitals.benchmarks.report.Run;
import dev.vitals.benchmarks.report.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run on disk while it goes on: its origin on the first line, then a trial a line, so that a run
 * that was broken off goes on where it was.
 */
final class TrialLog {

  private final JsonMapper json = new JsonMapper();
  private final Path file;
  private final Run.Origin origin;
  private final List<Trial> trials = new ArrayList<>();

  private TrialLog(Path file, Run.Origin origin) {
    this.file = file;
    this.origin = origin;
  }

  /** Opens the log of a run that was broken off, if it is of the same origin, else a new one. */
  static TrialLog open(Path file, Run.Origin origin) throws IOException {
    if (Files.exists(file)) {
      TrialLog log = read(file);
      if (log != null && origin.continues(log.origin)) {
        return log;
      }
    }
    Files.createDirectories(file.getParent());
    TrialLog log = new TrialLog(file, origin);
    Files.writeString(file, log.json.writeValueAsString(origin) + "\n");
    return log;
  }

  /** Reads a log, up to a line that was being written when the run ended; null if that is all. */
  private static @Nullable TrialLog read(Path file) throws IOException {
    JsonMapper json = new JsonMapper();
    String text = Files.readString(file);
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    if (whole.length() < text.length()) {
      Files.writeString(file, whole);
    }
    List<String> lines = whole.lines().toList();
    if (lines.isEmpty()) {
      return null;
    }
    TrialLog log = new TrialLog(file, json.readValue(lines.get(0), Run.Origin.class));
    for (String line : lines.subList(1, lines.size())) {
      log.trials.add(json.readValue(line, Trial.class));
    }
    return log;
  }

  boolean has(String scenario, String subject, int round) {
    return trials.stream()
        .anyMatch(
            trial ->
                trial.round() == round
                    && trial.scenario().equals(scenario)
                    && trial.subject().equals(subject));
  }

  int size() {
    return trials.size();
  }

  void add(Trial trial) throws IOException {
    trials.add(trial);
    Files.writeString(file, json.writeValueAsString(trial) + "\n", StandardOpenOption.APPEND);
  }

  /** Ends the log: the run goes to this file, after what was measured before it. */
  Run finish(Path results, Run before) throws IOException {
    Run run = before.plus(trials);
    json.writer(SerializationFeature.INDENT_OUTPUT).writeValue(results.toFile(), run);
    Files.delete(file);
    return run;
  }
}
