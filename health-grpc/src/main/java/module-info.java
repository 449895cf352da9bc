/** Serves {@code grpc.health.v1.Health} from any health source. */
module dev.vitals.health.grpc {
  requires transitive dev.vitals.health;
  requires transitive io.grpc;
  // grpc-java needs Guava, and Guava needs this module but cannot declare it.
  requires com.google.common.util.concurrent.internal;
  requires static com.google.errorprone.annotations;
  requires static transitive org.jspecify;
  // Optional, for server reflection. Nothing else here uses protobuf.
  requires static com.google.protobuf;
  requires static io.grpc.protobuf;

  exports dev.vitals.health.grpc;
}
