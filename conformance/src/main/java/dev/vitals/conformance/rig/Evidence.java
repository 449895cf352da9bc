package dev.vitals.conformance.rig;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.vitals.conformance.clause.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a case leaves for the reports besides its verdict. Thread-safe. */
public final class Evidence {
  /**
   * A number for the table of measured values. Immutable.
   *
   * @param what was measured
   * @param value of it
   * @param unit of the value, empty for a count
   */
  public record Measure(
      @JsonProperty("what") String what,
      @JsonProperty("value") double value,
      @JsonProperty("unit") String unit) {}

  private final List<String> notes = new ArrayList<>();
  private final List<Measure> measures = new ArrayList<>();
  private final List<Violation> advice = new ArrayList<>();

  synchronized void note(String text) {
    notes.add(text);
  }

  synchronized void measure(String what, double value, String unit) {
    measures.add(new Measure(what, value, unit));
  }

  synchronized void advise(Violation violation) {
    advice.add(violation);
  }

  public synchronized List<String> notes() {
    return List.copyOf(notes);
  }

  public synchronized List<Measure> measures() {
    return List.copyOf(measures);
  }

  /** The first departure that a text only advises against. */
  public synchronized Optional<Violation> advice() {
    return advice.stream().findFirst();
  }
}
