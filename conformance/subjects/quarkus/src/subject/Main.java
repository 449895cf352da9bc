package subject;

import io.quarkus.grpc.runtime.health.GrpcHealthStorage;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;

/** A Quarkus application; when it runs, its gRPC server has been started. */
@QuarkusMain
public class Main implements QuarkusApplication {

  @Inject GrpcHealthStorage health;

  @Override
  public int run(String... args) {
    Protocol.run(settings -> new QuarkusGrpc(health));
    return 0;
  }
}
