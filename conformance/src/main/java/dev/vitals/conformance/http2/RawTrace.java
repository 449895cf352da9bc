package dev.vitals.conformance.http2;

import java.util.function.Consumer;

/**
 * Tells what a connection sends and receives as it happens, one line a frame: {@code raw#1 →
 * HEADERS 1 …} for sent, {@code ←} for received.
 *
 * <p>After the first frames the many and small ones (DATA, WINDOW_UPDATE) are left out, so that a
 * flood costs next to nothing. Thread-safe if its sink is.
 */
final class RawTrace {
  private static final int MAX_TOLD_FRAMES = 60;

  private final String label;
  private final Consumer<String> sink;
  private volatile int told;

  RawTrace(String label, Consumer<String> sink) {
    this.label = label;
    this.sink = sink;
  }

  void sent(RawFrame frame) {
    tell(" → ", frame);
  }

  void received(RawFrame frame) {
    tell(" ← ", frame);
  }

  /** Whatever was left out before, this is not. */
  void fault(RawFault fault) {
    sink.accept(label + " " + fault);
  }

  private void tell(String direction, RawFrame frame) {
    boolean small = frame instanceof RawFrame.Data || frame instanceof RawFrame.WindowUpdate;
    boolean many = small || frame.stream() != 0;
    if (many && told > MAX_TOLD_FRAMES) {
      return;
    }
    told = told + 1; // the event loop alone writes it
    sink.accept(label + direction + frame);
  }
}
