package dev.vitals.examples.springboot;

import java.util.concurrent.CountDownLatch;

/** Something far away that may be there, be gone, or not answer. Thread-safe. */
class Dependency {

  enum State {
    THERE,
    GONE,
    SILENT
  }

  private volatile State state = State.THERE;

  void become(State state) {
    this.state = state;
  }

  /** Returns whether it is there. Does not return while it is silent, unless interrupted. */
  boolean ping() throws InterruptedException {
    if (state == State.SILENT) {
      new CountDownLatch(1).await();
    }
    return state == State.THERE;
  }
}
