package dev.vitals.health.spring;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A plain client of gRPC health. */
record Client(ManagedChannel channel) implements AutoCloseable {

  /** What a watch saw. */
  static final class Seen implements StreamObserver<HealthCheckResponse> {

    final List<String> statuses = new CopyOnWriteArrayList<>();
    final CompletableFuture<Status.Code> end = new CompletableFuture<>();

    @Override
    public void onNext(HealthCheckResponse response) {
      statuses.add(response.getStatus().name());
    }

    @Override
    public void onError(Throwable error) {
      end.complete(Status.fromThrowable(error).getCode());
    }

    @Override
    public void onCompleted() {
      end.complete(Status.Code.OK);
    }
  }

  /** Returns the status, or the code of the error, such as {@code NOT_FOUND}. */
  String check(String service) {
    try {
      return HealthGrpc.newBlockingStub(channel)
          .withDeadlineAfter(10, SECONDS)
          .check(HealthCheckRequest.newBuilder().setService(service).build())
          .getStatus()
          .name();
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode().name();
    }
  }

  Seen watch(String service) {
    Seen seen = new Seen();
    HealthGrpc.newStub(channel)
        .watch(HealthCheckRequest.newBuilder().setService(service).build(), seen);
    return seen;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
