package dev.vitals.benchmarks.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A subject that is being served. {@link #set} is called by one thread, the one that steers. */
interface Served {

  /** Returns the port on loopback. */
  int port();

  /** Returns the version of what is measured. */
  String version();

  /** Changes the status that is watched. */
  void set(boolean serving);

  /** Measures in this process, for so long, what needs no client: nanoseconds by name. */
  default Map<String, Long> measure(Duration duration) {
    throw new UnsupportedOperationException("measure (expected: a subject that does)");
  }

  /** Has threads of this process do these things from now on, and no other. */
  default void load(List<String> kinds) {
    throw new UnsupportedOperationException("load (expected: a subject that has threads for it)");
  }

  /** Returns what the subject itself counts, by name; empty if it counts nothing. */
  default Map<String, Long> counts() {
    return Map.of();
  }
}
