package dev.vitals.benchmarks.dedicated;

import dev.vitals.health.PendingCheck;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One stream: what is known of it. All that a watcher costs, beside its places in two tables. */
final class Call {

  /** What the windows do not let through yet, and how the call ends after it, if it does. */
  record Rest(byte[] bytes, int from, @Nullable CallStatus status) {}

  static final byte NOTHING = -1;

  final int id;
  int window; // how many bytes the client takes now
  boolean begun; // response headers are out
  byte sent = NOTHING; // the status that the watcher was sent last
  int place; // in its group
  @Nullable Request request; // until it is complete
  @Nullable WatchGroup group; // whom it watches with
  @Nullable PendingCheck pending; // a Check that is not answered yet
  @Nullable Rest rest;
  @Nullable Future<?> deadline;

  Call(int id, int window) {
    this.id = id;
    this.window = window;
  }
}
