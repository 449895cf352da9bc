package dev.vitals.health.grpc;

import dev.vitals.health.ServingStatus;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client of health in a storm: the protocol by hand and next to nothing a call, since the storm
 * is about the server.
 */
final class StormClient {

  private static final MethodDescriptor<String, ServingStatus> CHECK = method("Check");
  private static final MethodDescriptor<String, ServingStatus> WATCH = method("Watch");
  private static final MethodDescriptor<String, ServingStatus> LIST = method("List");

  private StormClient() {}

  private static MethodDescriptor<String, ServingStatus> method(String name) {
    return MethodDescriptor.newBuilder(new Name(), new Answer())
        .setType(name.equals("Watch") ? MethodType.SERVER_STREAMING : MethodType.UNARY)
        .setFullMethodName("grpc.health.v1.Health/" + name)
        .build();
  }

  /** The service asked for: a message whose only field is a string of under 128 bytes. */
  private static final class Name implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String name) {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      byte[] message = new byte[bytes.length + 2];
      message[0] = 10;
      message[1] = (byte) bytes.length;
      System.arraycopy(bytes, 0, message, 2, bytes.length);
      return new ByteArrayInputStream(bytes.length == 0 ? bytes : message);
    }

    @Override
    public String parse(InputStream stream) {
      throw new UnsupportedOperationException();
    }
  }

  /** The status: a message whose only field is an enum; of a List, whatever it is. */
  private static final class Answer implements MethodDescriptor.Marshaller<ServingStatus> {
    @Override
    public InputStream stream(ServingStatus value) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ServingStatus parse(InputStream stream) {
      try {
        byte[] message = stream.readAllBytes();
        return message.length == 2 ? ServingStatus.values()[message[1]] : ServingStatus.UNKNOWN;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Asks, and completes with the status or, by what it is refused with, exceptionally. */
  static CompletableFuture<ServingStatus> check(Channel channel, String service) {
    return unary(channel, CHECK, service);
  }

  /** Lists, and says no more than that there was an answer. */
  static CompletableFuture<ServingStatus> list(Channel channel) {
    return unary(channel, LIST, "");
  }

  private static CompletableFuture<ServingStatus> unary(
      Channel channel, MethodDescriptor<String, ServingStatus> method, String service) {
    CompletableFuture<ServingStatus> answer = new CompletableFuture<>();
    ClientCall<String, ServingStatus> call =
        channel.newCall(method, CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS));
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(ServingStatus status) {
            answer.complete(status);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            answer.completeExceptionally(status.asRuntimeException()); // unless there is an answer
          }
        },
        new Metadata());
    call.request(2);
    call.sendMessage(service);
    call.halfClose();
    return answer;
  }

  /** One Watch, which keeps the status that came last and counts. For any thread. */
  static final class Follower extends ClientCall.Listener<ServingStatus> {

    private final Channel channel;
    private final String service;
    private final boolean reads;
    private final boolean comesBack;
    private volatile @Nullable ClientCall<String, ServingStatus> call;
    private volatile boolean left;
    volatile @Nullable ServingStatus last;
    volatile int seen; // messages; written by gRPC's callbacks, one at a time
    volatile int ended; // calls
    volatile boolean open; // has had a message, and not ended

    private Follower(Channel channel, String service, boolean reads, boolean comesBack) {
      this.channel = channel;
      this.service = service;
      this.reads = reads;
      this.comesBack = comesBack;
    }

    /** Watches, and reads whatever comes. */
    static Follower reading(Channel channel, String service) {
      return new Follower(channel, service, true, false).watch();
    }

    /** Watches again whenever its call ends, as load balancers' clients do. */
    static Follower comingBack(Channel channel, String service) {
      return new Follower(channel, service, true, true).watch();
    }

    /** Watches, and reads nothing after the first message. */
    static Follower stalled(Channel channel, String service) {
      return new Follower(channel, service, false, false).watch();
    }

    private Follower watch() {
      ClientCall<String, ServingStatus> begun = channel.newCall(WATCH, CallOptions.DEFAULT);
      call = begun;
      begun.start(this, new Metadata());
      begun.request(reads ? Integer.MAX_VALUE : 1);
      begun.sendMessage(service);
      begun.halfClose();
      return this;
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public void onMessage(ServingStatus status) {
      last = status;
      open = true;
      seen = seen + 1;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      open = false;
      ended = ended + 1;
      if (comesBack && !left) {
        watch();
      }
    }

    void readOn() {
      ClientCall<String, ServingStatus> mine = call;
      if (mine != null) {
        mine.request(Integer.MAX_VALUE - 1);
      }
    }

    void cancel() {
      left = true;
      ClientCall<String, ServingStatus> mine = call;
      if (mine != null) {
        mine.cancel("enough", null);
      }
    }
  }
}
