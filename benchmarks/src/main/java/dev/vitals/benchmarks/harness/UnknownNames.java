package dev.vitals.benchmarks.harness;

import dev.vitals.benchmarks.wire.Frames;
import dev.vitals.benchmarks.wire.Loop;
import org.jspecify.annotations.Nullable;

/**
 * Watches of names that nobody knows, each another one, on one connection. On the loop's thread.
 */
final class UnknownNames extends ClientConnection {

  private static final byte SERVICE_UNKNOWN = 3;

  private int held;
  private int refused;
  private @Nullable String failure;

  UnknownNames() {
    super("Watch", "");
  }

  /** Connects and watches so many names from a number on. */
  void open(Loop loop, int port, int from, int names) {
    connect(loop, port, Frames.MAX_WINDOW_BYTES);
    for (int i = from; i < from + names; i++) {
      name("acme.Unknown" + i);
      request(1);
    }
    flush();
  }

  @Override
  void message(int stream, byte status) {
    if (status == SERVICE_UNKNOWN) {
      held++;
    }
  }

  @Override
  void ended(int stream) {
    refused++;
  }

  @Override
  void failed(String why) {
    failure = failure == null ? why : failure;
  }

  /** How many are open, and have been told that their name is unknown. */
  int held() {
    return held;
  }

  /** How many have been answered, either way. */
  int answered() {
    if (failure != null) {
      throw new HarnessException(failure);
    }
    return held + refused;
  }
}
