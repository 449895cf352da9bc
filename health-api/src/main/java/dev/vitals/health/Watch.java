package dev.vitals.health;

import org.jspecify.annotations.Nullable;

/**
 * One watcher's view of one service. It remembers only the status last taken.
 *
 * <p>One thread at a time may call {@link #poll}; any thread may call the other methods.
 */
public interface Watch extends AutoCloseable {

  /**
   * Takes the service's status if it differs from the one last taken.
   *
   * @return the status, or null if it has not changed or the watcher has closed the watch. The
   *     first call on an open watch never returns null
   */
  @Nullable ServingStatus poll();

  /**
   * Whether changes may still come. False once the watcher has closed the watch, or the source has
   * closed. A source that closes calls the listener of each open watch at least once more, so that
   * the watcher can {@link #poll} the last status.
   */
  boolean isOpen();

  /**
   * Closes the watch and frees what it held. Idempotent. A call of the listener that is under way,
   * or about to start, still runs and finds nothing to poll. No other call follows.
   */
  @Override
  void close();
}
