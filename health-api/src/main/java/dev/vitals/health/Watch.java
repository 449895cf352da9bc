package dev.vitals.health;

import org.jspecify.annotations.Nullable;

/**
 * One reader's view of one service. It remembers the status last taken and nothing else.
 *
 * <p>{@link #poll} is for one thread at a time; the other methods are for any thread.
 */
public interface Watch extends AutoCloseable {

  /**
   * Takes the service's status if it differs from the one last taken.
   *
   * @return the status, or null if there is nothing new or the watch was closed by its reader.
   *     Never null the first time, unless closed
   */
  @Nullable ServingStatus poll();

  /**
   * Whether changes may still come. False once the reader closed the watch or the source itself has
   * closed: then {@link #poll} may have one last status, and the listener is not called again.
   */
  boolean isOpen();

  /**
   * Stops following and frees what the watch held. Idempotent. One call of the listener may be
   * under way, or about to be; it goes on, and finds nothing to poll. No other comes afterwards.
   */
  @Override
  void close();
}
