package dev.vitals.examples.client;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.StatusOr;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;

/**
 * Resolves {@code fixed:///127.0.0.1:1,127.0.0.1:2} to these backends: what DNS does elsewhere, for
 * backends that differ by port only.
 */
final class FixedAddresses extends NameResolverProvider {

  @Override
  public String getDefaultScheme() {
    return "fixed";
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return 0;
  }

  @Override
  public NameResolver newNameResolver(URI target, NameResolver.Args args) {
    List<EquivalentAddressGroup> addresses =
        Arrays.stream(target.getPath().substring(1).split(","))
            .map(address -> URI.create("//" + address))
            .map(uri -> new InetSocketAddress(uri.getHost(), uri.getPort()))
            .map(EquivalentAddressGroup::new)
            .toList();
    return new NameResolver() {
      @Override
      public void start(Listener2 listener) {
        listener.onResult(
            ResolutionResult.newBuilder()
                .setAddressesOrError(StatusOr.fromValue(addresses))
                .setAttributes(Attributes.EMPTY)
                .build());
      }

      @Override
      public String getServiceAuthority() {
        return "localhost";
      }

      @Override
      public void shutdown() {}
    };
  }
}
