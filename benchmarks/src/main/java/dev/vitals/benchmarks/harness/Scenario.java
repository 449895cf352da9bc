package dev.vitals.benchmarks.harness;

import java.io.IOException;

/** One thing that is measured, on a server that is fresh or, in a quick run, has been in use. */
interface Scenario {

  /** Returns the name in results, with its sizes. */
  String name();

  /** Whether it may be measured on a server that others were measured on, and they after it. */
  default boolean mayShare() {
    return false;
  }

  /**
   * Measures. A server that is shared serves before it and after it.
   *
   * @throws HarnessException if a watcher does not end on the final status, or the server fails
   */
  Figures run(ServerProcess server) throws IOException;
}
