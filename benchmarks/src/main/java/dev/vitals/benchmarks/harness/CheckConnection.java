package dev.vitals.benchmarks.harness;

import org.jspecify.annotations.Nullable;

/** Checks on one connection: as soon as one is answered, the next is asked. */
final class CheckConnection extends ClientConnection {

  private static final byte SERVING = 1;

  private long answered;
  private long ended;
  private @Nullable String failure;

  CheckConnection(String service) {
    super("Check", service);
  }

  @Override
  void message(int stream, byte status) {
    if (status != SERVING) {
      failed("status: " + status + " (expected: " + SERVING + ")");
    }
    answered++;
  }

  @Override
  void ended(int stream) {
    if (++ended > answered) {
      failed("a Check without an answer");
    } else {
      request(1);
    }
  }

  @Override
  void failed(String why) {
    failure = failure == null ? why : failure;
  }

  /** Returns how many have been answered; fails if any was not, or wrongly. */
  long answered() {
    if (failure != null) {
      throw new HarnessException(failure);
    }
    return ended;
  }
}
