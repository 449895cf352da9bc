package subject;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.quarkus.grpc.GrpcService;

/** A service of the application's own: without one, Quarkus starts no gRPC server. */
@GrpcService
public class Foo implements BindableService {

  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder("acme.Foo").build();
  }
}
