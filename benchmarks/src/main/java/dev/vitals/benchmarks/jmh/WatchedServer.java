package dev.vitals.benchmarks.jmh;

import dev.vitals.benchmarks.subject.Subject;
import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthCheckResponse.ServingStatus;
import dev.vitals.health.v1.HealthGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import java.util.List;
import java.util.stream.Stream;

/** A subject's server, and watchers on its service over a few connections. */
final class WatchedServer implements AutoCloseable {

  private static final int CONNECTION_COUNT = 10;

  private final Subject subject;
  private final Server server;
  private final List<ManagedChannel> channels;
  private final Finish finish = new Finish();
  private final int watchers;
  private boolean serving = true;
  private volatile ServingStatus expected = ServingStatus.SERVING;

  WatchedServer(Subject subject, Transport transport, int watchers) throws Exception {
    this.subject = subject;
    this.watchers = watchers;
    server = transport.serve(subject);
    channels =
        Stream.generate(() -> transport.connect(server, Runnable::run))
            .limit(Math.min(CONNECTION_COUNT, watchers))
            .toList();
    finish.arm(watchers);
    for (int i = 0; i < watchers; i++) {
      open(channels.get(i % channels.size()));
    }
    finish.await();
  }

  private void open(ManagedChannel channel) {
    ClientCall<HealthCheckRequest, HealthCheckResponse> call =
        channel.newCall(HealthGrpc.getWatchMethod(), CallOptions.DEFAULT);
    call.start(new Watcher(), new Metadata());
    call.request(Integer.MAX_VALUE);
    call.sendMessage(HealthCheckRequest.newBuilder().setService(Subject.SERVICE).build());
    call.halfClose();
  }

  /** Flips the status; the watchers get it meanwhile or later. */
  void flip() {
    serving = !serving;
    expected = serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    finish.arm(watchers);
    subject.set(serving);
  }

  /** Waits until every watcher has the status that was set last. */
  void await() {
    finish.await();
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    server.shutdownNow();
    subject.close();
  }

  private final class Watcher extends ClientCall.Listener<HealthCheckResponse> {

    @Override
    public void onMessage(HealthCheckResponse message) {
      if (message.getStatus() == expected) {
        finish.arrive();
      }
    }
  }
}
