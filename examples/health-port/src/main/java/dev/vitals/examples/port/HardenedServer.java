package dev.vitals.examples.port;

import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.grpc.netty.NettyServerBuilder;
import java.net.InetSocketAddress;

/**
 * The limits that a server wants whose port others can reach. grpc-java leaves most of them open,
 * and a library that is only one of the port's services cannot set them.
 *
 * <p>Each answers an attack, and each would hurt honest clients if it were tighter: see the table
 * in docs/operating.md.
 */
final class HardenedServer {

  private HardenedServer() {}

  static NettyServerBuilder on(String host, int port) {
    return NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
        // Calls that are opened and reset at once (CVE-2023-44487), or that the server is made to
        // reset (CVE-2025-8671); unlimited by default. A call whose deadline passes is a reset,
        // too:
        // when the server is slow, honest clients and probers send many. 5,000 in 10 seconds lets a
        // client give up all the calls that it may have open five times over.
        .maxRstFramesPerWindow(5_000, 10)
        // A Watch costs some 4 KB for as long as it is open; unlimited by default. A proxy has one
        // for each of its clients, and beyond this gRPC clients wait instead of failing.
        .maxConcurrentCallsPerConnection(1_000)
        // Requests are small here; 4 MiB by default, for every call, health's too. What waits to be
        // whole is at most this, for each call of a connection.
        .maxInboundMessageSize(64 * 1024)
        // gRPC's default, said aloud: enough for a token, tracing and baggage, for each call.
        .maxInboundMetadataSize(8 * 1024)
        // A peer that is gone without a word holds its Watches for two hours by default. One that
        // pauses for a minute is not gone.
        .keepAliveTime(1, MINUTES)
        .keepAliveTimeout(20, SECONDS)
        // Who pings more often is cut off; 5 minutes by default, which cuts off clients that follow
        // gRPC's own advice. No gRPC client can be told to ping more often than each 10 seconds.
        .permitKeepAliveTime(5, SECONDS)
        .permitKeepAliveWithoutCalls(true)
        // Connections without a call cost a descriptor, for ever by default. Clients don't notice.
        .maxConnectionIdle(5, MINUTES)
        // Clients come back elsewhere now and then, so that new replicas get their share; the grace
        // is for calls under way. Watches end with it, and their clients open them again.
        .maxConnectionAge(30, MINUTES)
        .maxConnectionAgeGrace(10, SECONDS);
  }
}
