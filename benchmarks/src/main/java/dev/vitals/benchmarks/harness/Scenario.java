package dev.vitals.benchmarks.harness;

import java.io.IOException;

/** One thing that is measured, on a fresh server. */
interface Scenario {

  /** Returns the name in results, with its sizes. */
  String name();

  /**
   * Measures.
   *
   * @throws HarnessException if a watcher does not end on the final status, or the server fails
   */
  Figures run(ServerProcess server) throws IOException;
}
