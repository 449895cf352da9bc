package dev.vitals.benchmarks.harness;

import java.util.Arrays;

/** Watches on one connection, and the status that each was told last. */
final class WatchConnection extends ClientConnection {

  private final Tally tally;
  private byte[] last = {};
  private boolean closing;

  WatchConnection(String service, Tally tally) {
    super("Watch", service);
    this.tally = tally;
  }

  /** Opens so many more. */
  void open(int more) {
    int before = last.length;
    last = Arrays.copyOf(last, before + more);
    Arrays.fill(last, before, last.length, Tally.NONE);
    tally.join(more);
    request(more);
    flush();
  }

  @Override
  void close() {
    closing = true;
    super.close();
  }

  @Override
  void message(int stream, byte status) {
    int place = stream >> 1;
    tally.told(last[place], status);
    last[place] = status;
  }

  @Override
  void ended(int stream) {
    failed("a watch was ended by the server");
  }

  @Override
  void failed(String why) {
    if (!closing) {
      tally.fail(why);
    }
  }
}
