package acme;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ManagedChannel;
import io.grpc.ServerBuilder;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.reflection.v1alpha.ServerReflectionGrpc;
import io.grpc.reflection.v1alpha.ServerReflectionRequest;
import io.grpc.reflection.v1alpha.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** grpc-services: reflection, a generated health client without List, and another health server. */
final class Beside {

  private Beside() {}

  @SuppressWarnings("deprecation") // the newer one is not in the floor
  static void addTo(ServerBuilder<?> server) {
    server.addService(ProtoReflectionService.newInstance());
    App.expect(
        "methods of the other health service",
        2,
        new HealthStatusManager().getHealthService().bindService().getMethods().size());
  }

  static String ask(ManagedChannel channel) throws Exception {
    HealthGrpc.HealthBlockingStub client =
        HealthGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    HealthCheckRequest foo = HealthCheckRequest.newBuilder().setService("acme.Foo").build();
    HealthCheckResponse notServing =
        HealthCheckResponse.newBuilder().setStatus(ServingStatus.NOT_SERVING).build();
    App.expect("generated Check", notServing, client.check(foo));
    App.expect("generated Watch", notServing, client.watch(foo).next());
    App.expect("reflection", "Check List Watch", reflected(channel));
    return ", reflection, generated client";
  }

  /** Returns the methods that reflection describes. */
  private static String reflected(ManagedChannel channel) throws Exception {
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> questions =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    answer.complete(response);
                  }

                  @Override
                  public void onError(Throwable error) {
                    answer.completeExceptionally(error);
                  }

                  @Override
                  public void onCompleted() {}
                });
    questions.onNext(
        ServerReflectionRequest.newBuilder()
            .setFileContainingSymbol("grpc.health.v1.Health")
            .build());
    ServerReflectionResponse response = answer.get(20, TimeUnit.SECONDS);
    questions.onCompleted();
    return methods(response.getFileDescriptorResponse().getFileDescriptorProto(0));
  }

  private static String methods(ByteString file) throws InvalidProtocolBufferException {
    return FileDescriptorProto.parseFrom(file).getService(0).getMethodList().stream()
        .map(MethodDescriptorProto::getName)
        .collect(Collectors.joining(" "));
  }
}
