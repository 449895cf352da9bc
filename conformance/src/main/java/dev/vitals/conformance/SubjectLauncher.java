package dev.vitals.conformance;

import java.util.List;

/** Starts subjects: a fresh one an area, and after a case that wedged or ended one. Thread-safe. */
@FunctionalInterface
public interface SubjectLauncher {
  /**
   * Starts one subject and returns when it is ready.
   *
   * @param services names that must be known from the start where none can be added later
   * @throws SubjectException if it does not become ready; then nothing of it is left running
   */
  Subject launch(List<String> services) throws SubjectException;
}
