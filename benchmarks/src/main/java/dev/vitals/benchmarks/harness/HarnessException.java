package dev.vitals.benchmarks.harness;

/** A trial that can't give a figure: a server that died, a watcher that was not told. */
final class HarnessException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  HarnessException(String message) {
    super(message);
  }
}
