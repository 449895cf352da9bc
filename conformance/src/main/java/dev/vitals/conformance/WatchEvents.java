package dev.vitals.conformance;

import io.grpc.Status.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What came on a Watch. Messages are taken one by one, in order; what is taken is what the case has
 * seen. Confined to the case's thread, except that messages arrive on another.
 */
abstract class WatchEvents {
  private final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
  private @Nullable ServingStatus last;
  private @Nullable WatchEvent end;

  /** Something arrived; called by whatever thread it came on. */
  final void add(WatchEvent event) {
    events.add(event);
  }

  /** The next thing that comes, at the latest in {@link Await#LIMIT}; {@code null} if nothing. */
  @Nullable WatchEvent next() throws InterruptedException {
    return next(Await.LIMIT);
  }

  /** The next thing that comes within {@code limit}; {@code null} if nothing. */
  @Nullable WatchEvent next(Duration limit) throws InterruptedException {
    if (end != null) {
      return end;
    }
    WatchEvent event = events.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
    if (event == null) {
      return null;
    }
    if (event.isEnd()) {
      end = event;
    } else {
      last = event.status();
    }
    return event;
  }

  /** The same by a point in time; repeats that come for ever do not put that off. */
  @Nullable WatchEvent nextBy(long until) throws InterruptedException {
    long left = until - System.nanoTime();
    return left < 0 ? null : next(Duration.ofNanos(left));
  }

  /** The point in time that is this far away. */
  static long in(Duration time) {
    return System.nanoTime() + time.toNanos();
  }

  /** The next thing that comes within this time and is no repeat; {@code null} if nothing. */
  @Nullable WatchEvent nextOther(Duration limit) throws InterruptedException {
    ServingStatus before = last;
    long until = in(limit);
    WatchEvent event = next(limit);
    while (event != null && before != null && event.status() == before) {
      event = nextBy(until);
    }
    return event;
  }

  /** The end of the call, if it comes within this time, after whatever messages. */
  @Nullable WatchEvent endWithin(Duration limit) throws InterruptedException {
    long until = in(limit);
    WatchEvent event = next(limit);
    while (event != null && !event.isEnd()) {
      event = nextBy(until);
    }
    return event;
  }

  /**
   * All that comes within this time, up to the end of the call; however much, it takes no longer.
   */
  List<WatchEvent> during(Duration time) throws InterruptedException {
    List<WatchEvent> all = new ArrayList<>();
    long until = in(time);
    WatchEvent event = next(time);
    while (event != null && !event.isEnd()) {
      all.add(event);
      event = nextBy(until);
    }
    if (event != null) {
      all.add(event);
    }
    return all;
  }

  /** Takes all that has come so far, without waiting. */
  List<WatchEvent> takeAll() throws InterruptedException {
    List<WatchEvent> all = new ArrayList<>();
    while (end == null && !events.isEmpty()) {
      WatchEvent event = next(Duration.ZERO);
      if (event != null) {
        all.add(event);
      }
    }
    return all;
  }

  /** The last message taken, or {@code null} before the first. */
  @Nullable ServingStatus last() {
    return last;
  }

  /** The end of the call, if it was taken. */
  @Nullable WatchEvent end() {
    return end;
  }

  /**
   * Whether it was refused in the way that HC-WATCH-29 leaves to a server with a limit, so that
   * there is no watcher to tell; known once its first message was waited for.
   */
  boolean wasRefused() {
    return last == null
        && end != null
        && (end.code() == Code.RESOURCE_EXHAUSTED || end.code() == Code.FAILED_PRECONDITION);
  }

  /** Whether it ended because the server said GOAWAY to the whole connection. */
  boolean metGoAway() {
    return end != null && end.description().toUpperCase(Locale.ROOT).contains("GOAWAY");
  }
}
