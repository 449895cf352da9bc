package dev.vitals.health.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

/** Runs a test's code before messages are sent. The calls are gRPC's own. */
final class Sabotage implements ServerInterceptor {

  /** What a call does before it sends: told how many messages it has sent already. */
  @FunctionalInterface
  interface Deed {
    void beforeSending(int sent) throws InterruptedException;
  }

  private final IntPredicate whom;
  private final Deed deed;
  private final AtomicInteger calls = new AtomicInteger();

  private Sabotage(IntPredicate whom, Deed deed) {
    this.whom = whom;
    this.deed = deed;
  }

  /** Spoils the call of that number, counted from 1. */
  static Sabotage ofCall(int number, Deed deed) {
    return new Sabotage(call -> call == number, deed);
  }

  static Sabotage ofAll(Deed deed) {
    return new Sabotage(call -> true, deed);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    boolean spoiled = whom.test(calls.incrementAndGet());
    return next.startCall(spoiled ? new Spoiled<>(call, deed) : call, headers);
  }

  private static final class Spoiled<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final Deed deed;
    private int sent;

    Spoiled(ServerCall<Q, A> call, Deed deed) {
      super(call);
      this.deed = deed;
    }

    @Override
    public void sendMessage(A message) {
      try {
        deed.beforeSending(sent++);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      super.sendMessage(message);
    }
  }
}
