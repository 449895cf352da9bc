/** Serves {@code grpc.health.v1.Health} from any health source. */
module dev.vitals.health.grpc {
  requires transitive dev.vitals.health;
  requires dev.vitals.health.v1;
  requires transitive io.grpc;
  requires io.grpc.protobuf;
  requires io.grpc.stub;
  requires com.google.protobuf;
  requires static transitive org.jspecify;

  exports dev.vitals.health.grpc;
}
