package dev.vitals.benchmarks.server;

import dev.vitals.benchmarks.wire.Loop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The wire: what the socket costs by itself. It answers every stream as a Watch, from bytes framed
 * in advance, one write a connection; no protocol is kept beyond what its one client needs.
 */
final class WireServed implements Served {

  private final Loop loop = new Loop("wire");
  private final List<WirePeer> peers = new ArrayList<>(); // confined to the loop
  private final int port;
  private volatile boolean serving = true;

  WireServed() throws IOException {
    port = loop.listen(this::accept);
  }

  private WirePeer accept() {
    WirePeer peer = new WirePeer(this);
    peers.add(peer);
    return peer;
  }

  void forget(WirePeer peer) {
    peers.remove(peer);
  }

  /** Returns the status as the protocol numbers it. */
  byte status() {
    return (byte) (serving ? 1 : 2);
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String version() {
    return "bytes";
  }

  @Override
  public void set(boolean target) {
    serving = target;
    loop.execute(() -> peers.forEach(WirePeer::write));
  }
}
