package dev.vitals.health.core;

import dev.vitals.health.Printable;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.WatchListener;
import org.jspecify.annotations.Nullable;

/** One open watch: a place in a crowd, and the status last taken. It queues nothing. */
final class LiveWatch implements Watch {

  final Crowd crowd;

  // The place and the two flags belong to the crowd and are guarded by its lock.
  int place;
  boolean told; // a thread is calling the listener
  boolean tellAgain; // something changed meanwhile

  private final WatchListener listener;
  private boolean failed; // confined to the thread that tells
  private volatile boolean closed;
  private @Nullable ServingStatus taken; // confined to the polling thread

  LiveWatch(Crowd crowd, WatchListener listener) {
    this.crowd = crowd;
    this.listener = listener;
  }

  @Override
  public @Nullable ServingStatus poll() {
    if (closed) {
      return null;
    }
    ServingStatus now = crowd.audience.status();
    if (now == taken) {
      return null;
    }
    taken = now;
    return now;
  }

  @Override
  public boolean isOpen() {
    return !closed && !crowd.audience.board.isClosed();
  }

  @Override
  public void close() {
    closed = true;
    crowd.audience.board.leave(this);
  }

  /** Calls the listener, with no lock held. */
  void tell() {
    if (closed) {
      return;
    }
    try {
      listener.changed(this);
    } catch (Throwable e) {
      if (!failed) {
        failed = true; // once is enough: it will fail at every change
        Log.warn(
            "A watcher of " + Printable.quote(crowd.audience.name) + " failed; the others go on",
            e);
      }
    }
  }
}
