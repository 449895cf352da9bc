import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks as grpc_health_probe does, where that is not installed: PORT SERVICE. */
public final class Probe {

  private Probe() {}

  public static void main(String[] args) throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("localhost", Integer.parseInt(args[0])).usePlaintext().build();
    byte[] name = args[1].getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.write(10); // field 1, a string
    request.write(name.length);
    request.writeBytes(name);
    System.out.println(ask(channel, request.toByteArray()).get(20, TimeUnit.SECONDS));
    channel.shutdownNow();
  }

  private static CompletableFuture<String> ask(ManagedChannel channel, byte[] request) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    ClientCall<byte[], byte[]> call =
        channel.newCall(
            MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
                .setFullMethodName("grpc.health.v1.Health/Check")
                .setType(MethodDescriptor.MethodType.UNARY)
                .build(),
            CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS));
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(byte[] message) {
            String shown = Arrays.toString(message);
            answer.complete(
                switch (shown) {
                  case "[8, 1]" -> "status: SERVING";
                  case "[8, 2]" -> "status: NOT_SERVING";
                  default -> shown;
                });
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            answer.complete(status.getCode().name());
          }
        },
        new Metadata());
    call.request(2);
    call.sendMessage(request);
    call.halfClose();
    return answer;
  }

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
