package dev.vitals.benchmarks.server;

import java.util.Map;

/** A subject that is being served. {@link #set} is called by one thread, the one that steers. */
interface Served {

  /** Returns the port on loopback. */
  int port();

  /** Returns the version of what is measured. */
  String version();

  /** Changes the status that is watched. */
  void set(boolean serving);

  /** Returns counts of its own, if it keeps any. */
  default Map<String, Long> counts() {
    return Map.of();
  }
}
