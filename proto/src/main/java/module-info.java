/** The messages and stubs of {@code grpc.health.v1}, with List, in a Java package of their own. */
module dev.vitals.health.v1 {
  requires transitive com.google.common;
  // Guava cannot run without it, and as an automatic module cannot say so.
  requires com.google.common.util.concurrent.internal;
  requires transitive com.google.protobuf;
  requires transitive io.grpc;
  requires transitive io.grpc.protobuf;
  requires transitive io.grpc.stub;

  exports dev.vitals.health.v1;
}
