package dev.vitals.health.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.inprocess.InProcessSocketAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ConnectionTest {

  private static Attributes from(SocketAddress peer) {
    return Attributes.newBuilder().set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, peer).build();
  }

  @Test
  void over_IP_is_its_peer_s_address() {
    SocketAddress peer = InetSocketAddress.createUnresolved("localhost", 50051);
    assertThat(Connection.of(from(peer))).isSameAs(peer);
  }

  @Test
  void in_process_is_equal_for_its_own_calls_and_for_no_others() {
    SocketAddress everybody = new InProcessSocketAddress("server");
    Attributes first = from(everybody);
    Attributes second = from(everybody);
    assertThat(Connection.of(first))
        .isEqualTo(Connection.of(first))
        .hasSameHashCodeAs(Connection.of(first));
    assertThat(Connection.of(first)).isNotEqualTo(Connection.of(second)).isNotEqualTo(everybody);
  }

  @Test
  void of_a_transport_without_addresses_is_not_known() {
    assertThat(Connection.of(Attributes.EMPTY)).isNull();
  }
}
