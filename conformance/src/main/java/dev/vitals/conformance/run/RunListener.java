package dev.vitals.conformance.run;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.rig.Case;

/** Told of a run's progress, from the threads that run cases. Implementations are thread-safe. */
public interface RunListener {
  /** The first subject is ready; told once. */
  default void subjectReady(Capabilities capabilities) {}

  /** A case begins. */
  default void started(Case test, int repetition) {}

  /** A case was judged; the verdict may yet change when all are in. */
  default void judged(CaseResult result) {}

  /** A case whose verdict was in doubt was tried once more; told after all were judged. */
  default void triedAgain(CaseResult result) {}
}
