package dev.vitals.examples.client;

import io.grpc.ManagedChannelBuilder;
import io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A channel that spreads calls over all backends at which a service serves [gRFC A17]. */
final class BalancedChannel {

  private BalancedChannel() {}

  /**
   * Begins one. The default policy, pick_first, does not ask for health; round_robin does if it is
   * told which service, and if grpc-services is on the class path. Where that is missing, nothing
   * says so.
   *
   * @param target that resolves to every backend, such as {@code dns:///foo-headless:50051}
   * @param service whose health decides; the one that is called, as a rule
   */
  static ManagedChannelBuilder<?> to(String target, String service) {
    return NettyChannelBuilder.forTarget(target)
        // A backend that is gone without a word would count as serving until TCP gives up. Servers
        // that are left as they are end clients that ping more often than each five minutes.
        .keepAliveTime(6, TimeUnit.MINUTES)
        .defaultServiceConfig(
            Map.of(
                "loadBalancingConfig", List.of(Map.of("round_robin", Map.of())),
                "healthCheckConfig", Map.of("serviceName", service)));
  }
}
