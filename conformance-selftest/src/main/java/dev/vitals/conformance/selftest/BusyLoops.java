package dev.vitals.conformance.selftest;

/** Threads that do nothing, as fast as they can, until they are stopped. */
final class BusyLoops {
  private volatile boolean over;

  private BusyLoops() {}

  /** Starts so many. */
  static BusyLoops start(int number) {
    BusyLoops loops = new BusyLoops();
    for (int i = 0; i < number; i++) {
      Thread thread = new Thread(loops::spin, "busy-loop-" + i);
      thread.setDaemon(true);
      thread.start();
    }
    return loops;
  }

  private void spin() {
    while (!over) {
      Thread.onSpinWait();
    }
  }

  void stop() {
    over = true;
  }
}
