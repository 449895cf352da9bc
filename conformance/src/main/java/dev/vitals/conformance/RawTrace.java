package dev.vitals.conformance;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * What a connection sent and received, frame by frame, for a failure's evidence.
 *
 * <p>Thread-safe. Memory: the first frames and the last ones, {@value #KEPT} of each; those between
 * are counted only.
 */
final class RawTrace {
  private static final int KEPT = 200;

  private record Line(boolean sent, RawFrame frame) {}

  private final long start = System.nanoTime();
  private final List<Line> first = new ArrayList<>();
  private final Deque<Line> last = new ArrayDeque<>();
  private long dropped;

  void sent(RawFrame frame) {
    add(new Line(true, frame));
  }

  void received(RawFrame frame) {
    add(new Line(false, frame));
  }

  /** Returns one line a frame: {@code +0.4 ms → HEADERS 1 …} for sent, ← for received. */
  List<String> lines() {
    return lines(0);
  }

  /** The same for the frames of one stream and those of the connection as a whole. */
  synchronized List<String> lines(int stream) {
    List<String> lines = new ArrayList<>();
    first.stream().filter(line -> of(line, stream)).map(this::shown).forEach(lines::add);
    if (dropped > 0) {
      lines.add("… " + dropped + " frames …");
    }
    last.stream().filter(line -> of(line, stream)).map(this::shown).forEach(lines::add);
    return lines;
  }

  private synchronized void add(Line line) {
    if (first.size() < KEPT) {
      first.add(line);
      return;
    }
    last.add(line);
    if (last.size() > KEPT) {
      last.remove();
      dropped++;
    }
  }

  private static boolean of(Line line, int stream) {
    return stream == 0 || line.frame().stream() == 0 || line.frame().stream() == stream;
  }

  private String shown(Line line) {
    double millis = (line.frame().at() - start) / 1e6;
    return String.format(
        Locale.ROOT, "+%.1f ms %s %s", millis, line.sent() ? "→" : "←", line.frame());
  }
}
