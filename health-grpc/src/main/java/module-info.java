/** Serves {@code grpc.health.v1.Health} from any health source. */
module dev.vitals.health.grpc {
  requires transitive dev.vitals.health;
  requires transitive io.grpc;
  // Guava, which grpc-java cannot run without, cannot run without it, and cannot say so.
  requires com.google.common.util.concurrent.internal;
  requires static com.google.errorprone.annotations;
  requires static transitive org.jspecify;
  // For server reflection, where the user has them: nothing else here knows protobuf.
  requires static com.google.protobuf;
  requires static io.grpc.protobuf;

  exports dev.vitals.health.grpc;
}
