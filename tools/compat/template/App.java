package acme;

import static dev.vitals.health.CheckResult.failing;
import static dev.vitals.health.CheckResult.passing;
import static java.time.Duration.ofSeconds;

import dev.vitals.health.core.Health;
import dev.vitals.health.core.ServiceCheck;
import dev.vitals.health.core.ServiceStatus;
import dev.vitals.health.grpc.GrpcHealth;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A user's server with health, and a client that asks it for everything and says what it got. */
public final class App {

  private static final CallOptions CALL = CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
  private static final String FOO = "0a08" + HexFormat.of().formatHex("acme.Foo".getBytes());

  private final ManagedChannel channel;

  private App(ManagedChannel channel) {
    this.channel = channel;
  }

  public static void main(String[] args) throws Exception {
    ServiceCheck db = ServiceCheck.blocking("db", context -> passing()).period(ofSeconds(5)).build();
    ServiceStatus cache = ServiceStatus.create("cache");
    Health health = Health.builder().service("acme.Foo", db, cache).start();
    ServerBuilder<?> builder = Transport.server().addService(GrpcHealth.of(health));
    Messages.addTo(builder);
    Beside.addTo(builder);
    Server server = builder.build().start();
    cache.set(passing());

    ManagedChannel channel = Transport.channel(server.getPort());
    new App(channel).ask(cache);
    String messages = Messages.ask(channel);
    String beside = Beside.ask(channel);
    channel.shutdownNow();
    server.shutdown();
    health.close();
    expect("server ended", true, server.awaitTermination(20, TimeUnit.SECONDS));
    System.out.println("Check, List, Watch" + messages + beside);
  }

  private void ask(ServiceStatus cache) throws Exception {
    Iterator<byte[]> watch =
        ClientCalls.blockingServerStreamingCall(
            channel, method("Watch", MethodType.SERVER_STREAMING), CALL, bytes(FOO));
    String status = hex(watch.next());
    while (status.isEmpty()) { // UNKNOWN until the checks have run
      status = hex(watch.next());
    }
    expect("Watch", "0801", status);
    expect("Check", "0801", check(FOO));
    cache.set(failing("lost"));
    expect("Watch after a change", "0802", hex(watch.next()));
    expect("Check after it", "0802", check(FOO));
    expect("Check of overall", "0802", check(""));
    expect("Check of nobody", "NOT_FOUND", check("0a06" + "6e6f626f6479"));
    expect("Check of no UTF-8", "INTERNAL", check("0a01" + "80"));
    expect("Watch with two requests", "refused", askTwice());
    expect("List", "0a060a0012020802" + "0a0e" + FOO + "12020802", call("List", ""));
  }

  /** gRPC itself refuses that as CANCELLED, or leaves it to the service. */
  private String askTwice() throws Exception {
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    StreamObserver<byte[]> requests =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(method("Watch", MethodType.BIDI_STREAMING), CALL),
            new StreamObserver<>() {
              @Override
              public void onNext(byte[] answer) {}

              @Override
              public void onError(Throwable error) {
                end.complete(error);
              }

              @Override
              public void onCompleted() {}
            });
    requests.onNext(bytes(FOO));
    requests.onNext(bytes(FOO));
    requests.onCompleted();
    Code code = Status.fromThrowable(end.get()).getCode();
    return code == Code.INTERNAL || code == Code.CANCELLED ? "refused" : code.name();
  }

  private String check(String request) {
    return call("Check", request);
  }

  private String call(String name, String request) {
    try {
      return hex(
          ClientCalls.blockingUnaryCall(
              channel, method(name, MethodType.UNARY), CALL, bytes(request)));
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode().name();
    }
  }

  private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
    return MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
        .setFullMethodName("grpc.health.v1.Health/" + name)
        .setType(type)
        .build();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  static void expect(String what, Object expected, Object actual) {
    if (!expected.equals(actual)) {
      System.out.println(what + ": " + actual + " (expected: " + expected + ")");
      System.exit(1);
    }
  }

  /** Messages as they are on the wire: the client needs no generated code either. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
