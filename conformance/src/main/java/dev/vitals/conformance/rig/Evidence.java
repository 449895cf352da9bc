package dev.vitals.conformance.rig;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.http2.RawFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
  private @Nullable RawFault fault;
  private @Nullable String weakness;
  private boolean listWasRefused;

  synchronized void note(String text) {
    notes.add(text);
  }

  synchronized void measure(String what, double value, String unit) {
    measures.add(new Measure(what, value, unit));
  }

  synchronized void advise(Violation violation) {
    advice.add(violation);
  }

  /** There was less of something than shows that the clause is kept. */
  synchronized void weaken(String how) {
    if (weakness == null) {
      weakness = how;
    }
  }

  /** The server broke HTTP/2; the first time counts, since the rest may follow from it. */
  synchronized void broken(RawFault seen) {
    if (fault == null) {
      fault = seen;
    }
  }

  synchronized void listWasRefused() {
    listWasRefused = true;
  }

  /** How the server broke HTTP/2, if it was seen to. */
  synchronized Optional<RawFault> fault() {
    return Optional.ofNullable(fault);
  }

  /** Why a pass would say too much, if it would. */
  public synchronized Optional<String> weakness() {
    return Optional.ofNullable(weakness);
  }

  /** Whether List answered RESOURCE_EXHAUSTED where the case took it for granted. */
  public synchronized boolean isListRefused() {
    return listWasRefused;
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
