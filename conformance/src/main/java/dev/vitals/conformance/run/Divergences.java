package dev.vitals.conformance.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.cases.Catalogue;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.text.JsonFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where an implementation is known to differ, and why. Immutable.
 *
 * @param subject name of the implementation
 * @param version that was judged
 * @param divergences one an entry
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Divergences(
    @JsonProperty("subject") String subject,
    @JsonProperty("version") @Nullable String version,
    @JsonProperty("divergences") List<Entry> divergences) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /** No known ones. */
  public static final Divergences NONE = new Divergences("", null, List.of());

  /** Why an implementation differs. */
  public enum Kind {
    @JsonProperty("bug")
    BUG,
    @JsonProperty("ambiguity")
    AMBIGUITY,
    @JsonProperty("by-design")
    BY_DESIGN,
    @JsonProperty("suite-dispute")
    SUITE_DISPUTE
  }

  /**
   * One known divergence.
   *
   * @param test id of a case or clause, or a pattern
   * @param kind of it
   * @param versions in which it was seen
   * @param reason in neutral words
   * @param reviewAfter a date, after which it should be looked at again
   * @param flaky whether it may also pass: a race that is lost now and then
   */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public record Entry(
      @JsonProperty(value = "case", required = true) String test,
      @JsonProperty(value = "kind", required = true) Kind kind,
      @JsonProperty("versions") @Nullable String versions,
      @JsonProperty(value = "reason", required = true) String reason,
      @JsonProperty("reviewAfter") @Nullable String reviewAfter,
      @JsonProperty("flaky") boolean flaky) {

    public Glob glob() {
      return new Glob(test);
    }
  }

  public Divergences {
    divergences = List.copyOf(Objects.requireNonNullElse(divergences, List.of()));
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it is not one, or names a case that does not exist
   */
  public static Divergences read(Path file) {
    try {
      Divergences read = JSON.readValue(file.toFile(), Divergences.class);
      for (Entry entry : read.divergences) {
        if (Catalogue.all().stream().noneMatch(entry.glob()::matches)) {
          throw new IllegalArgumentException(
              file
                  + ": case '"
                  + entry.test()
                  + "' (expected: a case, a clause or a pattern of the command list)");
        }
      }
      return read;
    } catch (JsonProcessingException e) {
      throw JsonFault.in(file, e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "divergences: '"
              + file
              + "' can't be read (expected: a file; divergences update makes one)",
          e);
    }
  }

  public void write(Path file) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(this) + "\n");
  }

  /** What should have been looked at again by this day. */
  public List<Entry> due(LocalDate today) {
    String day = today.toString(); // ISO dates sort as text
    return divergences.stream()
        .filter(entry -> entry.reviewAfter() != null && entry.reviewAfter().compareTo(day) < 0)
        .toList();
  }

  /** The entry that a case falls under, or {@code null}. */
  public @Nullable Entry entryFor(Case test) {
    return divergences.stream().filter(e -> e.glob().matches(test)).findFirst().orElse(null);
  }

  /**
   * What is known fails as expected; an entry none of whose cases fails any more has had its day.
   */
  public List<CaseResult> applyTo(List<CaseResult> results) {
    List<CaseResult> applied = new ArrayList<>();
    for (CaseResult result : results) {
      Entry entry = entryFor(result.test());
      applied.add(entry == null ? result : apply(result, entry, results));
    }
    return applied;
  }

  private CaseResult apply(CaseResult result, Entry entry, List<CaseResult> all) {
    String because = entry.kind() + ": " + entry.reason();
    if (result.verdict() == Verdict.FAIL || result.verdict() == Verdict.WARN) {
      return result.as(Verdict.XFAIL, because);
    }
    boolean stillFails =
        all.stream()
            .filter(other -> entry.equals(entryFor(other.test())))
            .anyMatch(other -> other.verdict().isDeviation() || !other.verdict().isJudged());
    if (result.verdict() == Verdict.PASS && !stillFails && !entry.flaky()) {
      return result.as(Verdict.XPASS, "listed as a divergence (" + because + ")");
    }
    return result;
  }
}
