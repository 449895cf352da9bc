package dev.vitals.benchmarks.harness;

import dev.vitals.benchmarks.wire.Frames;
import dev.vitals.benchmarks.wire.Loop;
import java.util.Arrays;

/**
 * Sends Checks on one connection, each when it is due, whether or not the server has answered the
 * one before. Confined to its loop's thread.
 */
final class Probe extends ClientConnection {

  private static final byte SERVING = 1;
  private static final byte NOT_SERVING = 2;
  private static final long UNANSWERED = -1;

  private long[] asked = new long[1024];
  private long[] took = new long[1024];
  private int count;

  Probe(Loop loop, int port) {
    super("Check", WatchClient.SERVICE);
    connect(loop, port, Frames.MAX_WINDOW_BYTES);
  }

  void ask() {
    if (count == asked.length) {
      asked = Arrays.copyOf(asked, 2 * count);
      took = Arrays.copyOf(took, 2 * count);
    }
    took[count] = UNANSWERED;
    asked[count++] = System.nanoTime();
    request(1);
    flush();
  }

  @Override
  void message(int stream, byte status) {
    if (status == SERVING || status == NOT_SERVING) { // it changes meanwhile
      took[stream >> 1] = System.nanoTime() - asked[stream >> 1];
    }
  }

  @Override
  void ended(int stream) {} // without an answer it stays unanswered

  @Override
  void failed(String why) {} // so do all that are under way

  /** Returns what each took from one on; one that is not answered has taken the time until now. */
  long[] took(int from) {
    long now = System.nanoTime();
    long[] since = Arrays.copyOfRange(took, from, count);
    for (int i = 0; i < since.length; i++) {
      since[i] = since[i] == UNANSWERED ? now - asked[from + i] : since[i];
    }
    return since;
  }
}
