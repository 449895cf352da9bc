package dev.vitals.health.grpc;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitals.health.core.Health;
import dev.vitals.health.core.ServiceCheck;
import dev.vitals.health.v1.HealthListRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SecrecyTest {

  private final Queue<String> heard = new ConcurrentLinkedQueue<>();

  /** Hears whatever a server sends, headers, trailers and descriptions included. */
  private final class Eavesdropper implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          super.start(new Ear<>(listener), headers);
        }
      };
    }
  }

  private final class Ear<A> extends SimpleForwardingClientCallListener<A> {
    Ear(ClientCall.Listener<A> listener) {
      super(listener);
    }

    @Override
    public void onHeaders(Metadata headers) {
      heard.add(headers.toString());
      super.onHeaders(headers);
    }

    @Override
    public void onMessage(A message) {
      heard.add(message.toString());
      super.onMessage(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      heard.add(status + " " + trailers);
      super.onClose(status, trailers);
    }
  }

  private static ServiceCheck.Builder failing(String name) {
    return ServiceCheck.blocking(
        name,
        context -> {
          throw new IllegalStateException("password=hunter2");
        });
  }

  @Test
  void what_a_check_says_and_throws_never_reaches_the_wire() {
    ServiceCheck onDemand = failing("on demand").ttl(Duration.ofMinutes(1)).build();
    Health health =
        Health.builder()
            .service("asked", onDemand)
            .service("run", failing("secret-db").build())
            .start();
    try (Rig rig = new Rig(Transport.NETTY, health)) {
      var stub = Rig.stub(rig.connect()).withInterceptors(new Eavesdropper());
      stub.check(Rig.ask("asked"));
      stub.list(HealthListRequest.getDefaultInstance());
      assertThatThrownBy(() -> stub.check(Rig.ask("nobody"))).hasMessageStartingWith("NOT_FOUND");
      Channel overheard = ClientInterceptors.intercept(rig.connect(), new Eavesdropper());
      Follower follower = Follower.of(overheard, "run");
      follower.skipTo(NOT_SERVING);
      health.close();
      follower.expectEnd(Status.Code.UNAVAILABLE);
      assertThat(health.report("asked").orElseThrow().describe()).contains("hunter2");
      assertThat(heard)
          .hasSizeGreaterThan(8)
          .anyMatch(text -> text.contains("health is closed"))
          .noneMatch(text -> text.contains("hunter2"))
          .noneMatch(text -> text.contains("IllegalState"))
          .noneMatch(text -> text.contains("secret-db"));
    }
  }
}
