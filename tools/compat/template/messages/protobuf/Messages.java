package acme;

import com.google.protobuf.StringValue;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerBuilder;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.util.concurrent.TimeUnit;

/** The user's own service, whose messages are protobuf's. */
final class Messages {

  private static final MethodDescriptor<StringValue, StringValue> ECHO =
      MethodDescriptor.<StringValue, StringValue>newBuilder(
              ProtoUtils.marshaller(StringValue.getDefaultInstance()),
              ProtoUtils.marshaller(StringValue.getDefaultInstance()))
          .setFullMethodName("acme.Foo/Echo")
          .setType(MethodType.UNARY)
          .build();

  private Messages() {}

  static void addTo(ServerBuilder<?> server) {
    server.addService(
        ServerServiceDefinition.builder("acme.Foo")
            .addMethod(
                ECHO,
                ServerCalls.asyncUnaryCall(
                    (request, observer) -> {
                      observer.onNext(request);
                      observer.onCompleted();
                    }))
            .build());
  }

  static String ask(ManagedChannel channel) {
    StringValue hello = StringValue.newBuilder().setValue("hello").build();
    CallOptions call = CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
    App.expect("echo", hello, ClientCalls.blockingUnaryCall(channel, ECHO, call, hello));
    return ", own messages";
  }
}
