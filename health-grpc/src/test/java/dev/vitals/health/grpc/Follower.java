package dev.vitals.health.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A Watch as a client sees it: it reads as many messages as it is told to, when it is told to. */
final class Follower extends ClientCall.Listener<HealthCheckResponse> {

  private static final int ALL = Integer.MAX_VALUE;

  private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>(); // statuses, then the end
  private final ClientCall<HealthCheckRequest, HealthCheckResponse> call;

  private Follower(ClientCall<HealthCheckRequest, HealthCheckResponse> call) {
    this.call = call;
  }

  /** Watches, and reads whatever comes. */
  static Follower of(Channel channel, String service) {
    return reading(ALL, channel, service);
  }

  /** Watches, and reads so many messages for now. */
  static Follower reading(int messages, Channel channel, String service) {
    Follower follower =
        new Follower(channel.newCall(HealthGrpc.getWatchMethod(), CallOptions.DEFAULT));
    follower.call.start(follower, new Metadata());
    follower.call.request(messages);
    follower.call.sendMessage(Rig.ask(service));
    follower.call.halfClose();
    return follower;
  }

  @Override
  public void onMessage(HealthCheckResponse message) {
    seen.add(ServingStatus.valueOf(message.getStatus().name()));
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    seen.add(status);
  }

  void readAll() {
    call.request(ALL);
  }

  void cancel() {
    call.cancel("enough", null);
  }

  Follower expect(ServingStatus... statuses) {
    for (ServingStatus status : statuses) {
      assertThat(next()).isEqualTo(status);
    }
    return this;
  }

  /** Reads on until a status comes; returns how many came before it. */
  int skipTo(ServingStatus last) {
    int skipped = 0;
    while (!last.equals(next())) {
      skipped++;
    }
    return skipped;
  }

  void expectEnd(Status.Code code) {
    assertThat(end().getCode()).isEqualTo(code);
  }

  /** Returns how it ended, if that is what comes next. */
  Status end() {
    Object next = next();
    assertThat(next).isInstanceOf(Status.class);
    return (Status) next;
  }

  /** Says that nothing more has come: call it after something that came later elsewhere. */
  void expectNothing() {
    assertThat(seen).isEmpty();
  }

  private Object next() {
    try {
      Object next = seen.poll(20, TimeUnit.SECONDS);
      assertThat(next).as("a message or the end within 20 s").isNotNull();
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
