package dev.vitals.benchmarks.harness;

/** Lists on one connection, as many at once as come. On the loop's thread. */
final class Lists extends ClientConnection {

  private long ended;

  Lists() {
    super("List", new byte[0]);
  }

  @Override
  void message(int stream, byte status) {}

  @Override
  void ended(int stream) {
    ended++;
  }

  @Override
  void failed(String why) {} // a server that cuts it off defends itself: the rest does not end

  /** Returns how many are over, by an answer or by a refusal. */
  long ended() {
    return ended;
  }
}
