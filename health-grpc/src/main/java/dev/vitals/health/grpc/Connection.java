package dev.vitals.health.grpc;

import io.grpc.Attributes;
import io.grpc.Grpc;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose peer's address is that of other connections, too, as it is in process and on a
 * Unix domain socket. Each connection has one {@link Attributes} object for all its calls, so that
 * object identifies it. Immutable.
 */
final class Connection {

  private final Attributes attributes;

  private Connection(Attributes attributes) {
    this.attributes = attributes;
  }

  /**
   * Returns an object that is equal for calls of one connection, and for no others: if possible the
   * peer's address, which is there anyway. Returns null for a transport that knows no addresses.
   */
  static @Nullable Object of(Attributes attributes) {
    SocketAddress peer = attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return peer == null || peer instanceof InetSocketAddress ? peer : new Connection(attributes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Connection connection && connection.attributes == attributes;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(attributes);
  }
}
