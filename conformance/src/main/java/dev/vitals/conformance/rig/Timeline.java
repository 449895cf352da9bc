package dev.vitals.conformance.rig;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * What happened in a case and when: {@code +0.4 ms set 'a' SERVING}. Thread-safe. Memory: the first
 * and the last entries are kept, and the number of those between.
 */
public final class Timeline {
  private static final int HEAD = 120;
  private static final int TAIL = 80;

  private final long start = System.nanoTime();
  private final List<String> head = new ArrayList<>();
  private final Deque<String> tail = new ArrayDeque<>();
  private long left;
  private boolean closed;

  /** Writes down an event that happens now. */
  public synchronized void add(String event) {
    if (closed) {
      return;
    }
    String line = at(System.nanoTime() - start) + " " + event;
    if (head.size() < HEAD) {
      head.add(line);
      return;
    }
    tail.add(line);
    if (tail.size() > TAIL) {
      tail.remove();
      left++;
    }
  }

  /** Ends the story: what the clearing up stirs is no part of it. */
  public synchronized void close() {
    closed = true;
  }

  /** Everything kept, oldest first. */
  public synchronized List<String> lines() {
    List<String> lines = new ArrayList<>(head);
    if (left > 0) {
      lines.add("… " + left + " more …");
    }
    lines.addAll(tail);
    return lines;
  }

  private static String at(long nanos) {
    return String.format(Locale.ROOT, "+%.1f ms", nanos / 1e6);
  }
}
