package dev.vitals.conformance.rig;

import dev.vitals.conformance.http2.RawFault;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.function.Consumer;

/**
 * Looks at the end of each call of a grpc-java channel for a server that broke HTTP/2. Thread-safe
 * if its sink is.
 */
final class Http2Guard implements ClientInterceptor {
  private final Consumer<RawFault> faults;

  Http2Guard(Consumer<RawFault> faults) {
    this.faults = faults;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onClose(Status status, Metadata trailers) {
                RawFault.in(status.getCause()).ifPresent(faults);
                super.onClose(status, trailers);
              }
            },
            headers);
      }
    };
  }
}
