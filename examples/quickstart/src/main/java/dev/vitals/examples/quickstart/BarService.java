package dev.vitals.examples.quickstart;

import acme.BarServiceGrpc;
import acme.CountReply;
import acme.CountRequest;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

/** {@code acme.BarService}, which needs the cache. */
final class BarService extends BarServiceGrpc.BarServiceImplBase {

  private final Cache cache;

  BarService(Cache cache) {
    this.cache = cache;
  }

  @Override
  public void count(CountRequest request, StreamObserver<CountReply> reply) {
    cache
        .count(request.getCounter())
        .whenComplete((count, failure) -> answer(reply, count, failure));
  }

  private static void answer(StreamObserver<CountReply> reply, Long count, Throwable failure) {
    if (failure != null) {
      reply.onError(Status.UNAVAILABLE.withDescription("cache").withCause(failure).asException());
      return;
    }
    reply.onNext(CountReply.newBuilder().setCount(count).build());
    reply.onCompleted();
  }
}
