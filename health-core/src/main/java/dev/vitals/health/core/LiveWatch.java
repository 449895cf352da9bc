package dev.vitals.health.core;

import dev.vitals.health.Printable;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.WatchListener;
import org.jspecify.annotations.Nullable;

/** One open watch: its place in a shard's ring, and the status last taken. It queues nothing. */
final class LiveWatch implements Watch {

  final WatcherShard shard;
  final WatchLimits.@Nullable Client client;

  /** Whether it was counted as a watch of an unknown name when it was opened. */
  final boolean countedUnknown;

  // The shard's monitor guards the place in the ring and the next flags.
  LiveWatch next = this;
  LiveWatch previous = this;
  boolean joined;
  boolean calling; // a thread is calling the listener
  boolean again; // the listener must be called once more

  /** Whether its listener is slow, so that a spare thread calls it. */
  volatile boolean slow;

  private final WatchListener listener;
  private volatile boolean closed;
  private boolean failed; // confined to the thread that calls the listener
  private @Nullable ServingStatus taken; // confined to the polling thread

  LiveWatch(
      WatcherShard shard,
      WatchListener listener,
      WatchLimits.@Nullable Client client,
      boolean countedUnknown) {
    this.shard = shard;
    this.listener = listener;
    this.client = client;
    this.countedUnknown = countedUnknown;
  }

  @Override
  public @Nullable ServingStatus poll() {
    if (closed) {
      return null;
    }
    ServingStatus now = shard.watchers.status();
    if (now == taken) {
      return null;
    }
    taken = now;
    return now;
  }

  @Override
  public boolean isOpen() {
    return !closed && !shard.watchers.isClosed();
  }

  @Override
  public void close() {
    closed = true;
    shard.watchers.names.leave(this);
  }

  /**
   * Calls the listener, with no lock held. Clears an interrupt that the listener leaves behind, so
   * that the next listener does not get it, and restores one that was set before.
   */
  void call() {
    if (closed) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      listener.changed(this);
    } catch (Throwable e) {
      warn(e);
    } finally {
      Thread.interrupted();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void warn(Throwable thrown) {
    if (!failed) {
      failed = true; // once is enough: it will probably fail at every change
      shard.watchers.names.kernel.log.warn(
          Log.Kind.WATCHER_FAILED,
          "A watch listener of "
              + Printable.quote(shard.watchers.name)
              + " failed; the others go on",
          thrown);
    }
  }
}
