package dev.vitals.conformance.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Level;
import dev.vitals.conformance.rig.Evidence;
import dev.vitals.conformance.run.MachineLoad;
import dev.vitals.conformance.text.JsonFault;
import dev.vitals.conformance.text.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as it is written to {@code results.json}, and the source of every other report. Its JSON
 * Schema is {@code results.schema.json}. Immutable.
 *
 * @param schema the version of this format
 * @param suite version of the suite
 * @param subject that was judged
 * @param run how
 * @param summary in numbers
 * @param results case by case
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Report(
    @JsonProperty("schema") String schema,
    @JsonProperty("suite") String suite,
    @JsonProperty("subject") SubjectPart subject,
    @JsonProperty("run") RunPart run,
    @JsonProperty("summary") Summary summary,
    @JsonProperty("results") List<Row> results) {

  static final String SCHEMA = "vitals-conformance/results/1";
  static final String FILE = "results.json";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** What the subject says of itself. */
  public record SubjectPart(
      @JsonProperty("name") String name,
      @JsonProperty("version") String version,
      @JsonProperty("language") String language,
      @JsonProperty("ops") List<String> ops,
      @JsonProperty("methods") List<String> methods,
      @JsonProperty("statuses") List<String> statuses,
      @JsonProperty("dynamic") boolean dynamic,
      @JsonProperty("settleMs") long settleMs) {}

  /** How the run was made. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RunPart(
      @JsonProperty("started") String started,
      @JsonProperty("durationMs") long durationMs,
      @JsonProperty("profile") String profile,
      @JsonProperty("seed") long seed,
      @JsonProperty("repeat") int repeat,
      @JsonProperty("jobs") int jobs,
      @JsonProperty("machine") @Nullable MachinePart machine,
      @JsonProperty("command") List<String> command) {}

  /** How busy the machine was: how long threads of the suite waited for a processor. */
  public record MachinePart(
      @JsonProperty("waitedPercent") int waitedPercent,
      @JsonProperty("longestWaitMs") long longestWaitMs,
      @JsonProperty("triedAgain") int triedAgain) {
    @Override
    public String toString() {
      return MachineLoad.sentence(waitedPercent, longestWaitMs)
          + (triedAgain == 0
              ? ""
              : "; " + Words.count(triedAgain, "case") + " tried once more, alone");
    }
  }

  /** The numbers in front. Clauses are counted, not cases; one is kept if all its cases are. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Summary(
      @JsonProperty("headline") String headline,
      @JsonProperty("cause") @Nullable String cause,
      @JsonProperty("must") Score must,
      @JsonProperty("should") Score should,
      @JsonProperty("notApplicable") int notApplicable,
      @JsonProperty("verdicts") Map<String, Integer> verdicts) {}

  /** Kept clauses of those that were judged. */
  record Score(@JsonProperty("kept") int kept, @JsonProperty("judged") int judged) {
    @Override
    public String toString() {
      return kept + "/" + judged;
    }
  }

  /** One run of one case. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Row(
      @JsonProperty("clause") String clause,
      @JsonProperty("case") String test,
      @JsonProperty("area") String area,
      @JsonProperty("level") Level level,
      @JsonProperty("verdict") Verdict verdict,
      @JsonProperty("story") String story,
      @JsonProperty("expected") @Nullable String expected,
      @JsonProperty("came") @Nullable String came,
      @JsonProperty("reason") @Nullable String reason,
      @JsonProperty("blockedBy") @Nullable String blockedBy,
      @JsonProperty("notes") List<String> notes,
      @JsonProperty("measures") List<Evidence.Measure> measures,
      @JsonProperty("timeline") List<String> timeline,
      @JsonProperty("repetition") int repetition,
      @JsonProperty("durationMs") double durationMs,
      @JsonProperty("seed") long seed,
      @JsonProperty("replay") @Nullable String replay) {

    public Row {
      notes = notes == null ? List.of() : List.copyOf(notes);
      measures = measures == null ? List.of() : List.copyOf(measures);
      timeline = timeline == null ? List.of() : List.copyOf(timeline);
    }
  }

  /**
   * Reads a {@code results.json}, or the one in a folder.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Report read(Path path) {
    Path file = Files.isDirectory(path) ? path.resolve(FILE) : path;
    try {
      Report read = JSON.readValue(file.toFile(), Report.class);
      if (!SCHEMA.equals(read.schema)) {
        throw new IllegalArgumentException(
            file + ": schema " + read.schema + " (expected: " + SCHEMA + ")");
      }
      return read;
    } catch (JsonProcessingException e) {
      throw JsonFault.in(file, e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "results: '" + file + "' can't be read (expected: what run --out wrote)", e);
    }
  }

  /** Name and version, as a heading. */
  public String title() {
    return (subject.name() + " " + subject.version()).strip();
  }

  String toJson() throws IOException {
    return JSON.writeValueAsString(this) + "\n";
  }
}
