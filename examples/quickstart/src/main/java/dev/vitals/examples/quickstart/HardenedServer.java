package dev.vitals.examples.quickstart;

import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.grpc.netty.NettyServerBuilder;
import java.net.InetSocketAddress;

/**
 * The limits that a server wants whose port others can reach. grpc-java leaves most of them open,
 * and a library that is only one of the port's services cannot set them.
 */
final class HardenedServer {

  private HardenedServer() {}

  static NettyServerBuilder on(String host, int port) {
    return NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
        // Streams that are opened and reset at once (CVE-2023-44487), or that the server is made to
        // reset (CVE-2025-8671): 200 in 30 seconds, then the connection is closed. Off by default.
        .maxRstFramesPerWindow(200, 30)
        // A Watch costs memory for as long as it is open. Unlimited by default.
        .maxConcurrentCallsPerConnection(1_000)
        // Requests are small here; 4 MiB by default, for every call, health's too.
        .maxInboundMessageSize(64 * 1024)
        // A peer that is gone without a word holds its watches for two hours by default.
        .keepAliveTime(1, MINUTES)
        .keepAliveTimeout(20, SECONDS)
        // Clients may ping this often, and no more: others are closed as too many pings.
        .permitKeepAliveTime(30, SECONDS)
        // Clients come back elsewhere now and then, so that new replicas get their share.
        .maxConnectionAge(30, MINUTES)
        .maxConnectionAgeGrace(10, SECONDS);
  }
}
