package dev.vitals.conformance.subject;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** The end of what a subject wrote on standard error. Thread-safe; keeps a few short lines. */
final class LastWords {
  private static final int MAX_LINES = 12;
  private static final int MAX_LINE_CHARACTERS = 300;

  private final Deque<String> lines = new ArrayDeque<>();
  private volatile long lastHeard = Long.MIN_VALUE;

  /** Reads until the end, in the thread that calls. */
  void readAll(InputStream in) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      char[] buffer = new char[4096];
      StringBuilder line = new StringBuilder();
      for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
        lastHeard = System.nanoTime();
        for (int i = 0; i < n; i++) {
          take(line, buffer[i]);
        }
      }
      add(line);
    } catch (IOException e) {
      // The process is gone, and with it whatever else it had to say.
    }
  }

  /** When something was last said, in nanoTime; in the far past if never. */
  long lastHeard() {
    return lastHeard;
  }

  /** To be put behind a message; empty if nothing was said. */
  synchronized String quoted() {
    return lines.isEmpty() ? "" : "; last words: " + String.join(" | ", lines);
  }

  private void take(StringBuilder line, char next) {
    if (next == '\n') {
      add(line);
    } else if (line.length() < MAX_LINE_CHARACTERS) {
      line.append(next);
    }
  }

  private synchronized void add(StringBuilder line) {
    String text = line.toString().strip();
    line.setLength(0);
    if (!text.isEmpty()) {
      lines.add(text);
      if (lines.size() > MAX_LINES) {
        lines.remove();
      }
    }
  }
}
