package dev.vitals.health.grpc;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import dev.vitals.health.core.Health;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** grpc-services brings generated classes of its own, without List. Both may be on a class path. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BesideGrpcServicesTest {

  @Test
  void reflection_describes_health_with_all_three_methods() throws Exception {
    try (Health health = Health.builder().start();
        Rig rig =
            new Rig(
                Transport.NETTY,
                GrpcHealth.of(health),
                server -> server.addService(ProtoReflectionServiceV1.newInstance()))) {
      BlockingQueue<ServerReflectionResponse> answers = new LinkedBlockingQueue<>();
      StreamObserver<ServerReflectionRequest> questions =
          ServerReflectionGrpc.newStub(rig.connect())
              .serverReflectionInfo(
                  new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse answer) {
                      answers.add(answer);
                    }

                    @Override
                    public void onError(Throwable error) {}

                    @Override
                    public void onCompleted() {}
                  });
      questions.onNext(
          ServerReflectionRequest.newBuilder()
              .setFileContainingSymbol("grpc.health.v1.Health")
              .build());
      ServerReflectionResponse answer = answers.poll(20, TimeUnit.SECONDS);
      questions.onCompleted();
      ByteString file = answer.getFileDescriptorResponse().getFileDescriptorProto(0);
      assertThat(FileDescriptorProto.parseFrom(file).getService(0).getMethodList())
          .extracting(method -> method.getName())
          .containsExactly("Check", "List", "Watch");
    }
  }

  @Test
  void health_is_served_in_full_where_the_other_classes_are_present() {
    assertThat(new HealthStatusManager().getHealthService().bindService().getMethods())
        .as("the other one")
        .hasSize(2);
    try (Health health = Health.builder().start();
        Rig rig = new Rig(Transport.NETTY, health)) {
      health.set("acme.Foo", NOT_SERVING);
      assertThat(Rig.list(rig.connect())).containsEntry("acme.Foo", NOT_SERVING);
    }
  }
}
