package dev.vitals.examples.quickstart;

import acme.FooServiceGrpc;
import acme.GreetReply;
import acme.GreetRequest;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.sql.SQLException;

/** {@code acme.FooService}, which needs the database. */
final class FooService extends FooServiceGrpc.FooServiceImplBase {

  private final Database database;

  FooService(Database database) {
    this.database = database;
  }

  @Override
  public void greet(GreetRequest request, StreamObserver<GreetReply> reply) {
    String greeting;
    try {
      greeting = database.greet(request.getName());
    } catch (SQLException e) {
      reply.onError(Status.UNAVAILABLE.withDescription("database").withCause(e).asException());
      return;
    }
    reply.onNext(GreetReply.newBuilder().setGreeting(greeting).build());
    reply.onCompleted();
  }
}
