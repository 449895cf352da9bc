/** Judges health servers, in any language, by the clauses of {@code grpc.health.v1}. */
module dev.vitals.conformance {
  requires dev.vitals.health.v1; // brings gRPC and protobuf along
  requires com.fasterxml.jackson.databind;
  requires gg.jte.runtime;
  requires static java.compiler; // for the annotation @Generated of what jte generates
  requires info.picocli;
  requires io.grpc.netty;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http2;
  requires io.netty.common;
  requires io.netty.transport;
  requires java.logging;
  requires java.management;
  requires java.net.http;
  requires java.xml;
  requires static transitive org.jspecify;
  // For the JUnit kit, whose user brings a JUnit.
  requires static transitive org.junit.jupiter.api;
  requires static org.opentest4j;

  exports dev.vitals.conformance;
  exports dev.vitals.conformance.junit;

  opens dev.vitals.conformance.cli to
      info.picocli;
  opens dev.vitals.conformance.clause to
      com.fasterxml.jackson.databind;
  opens dev.vitals.conformance.rig to
      com.fasterxml.jackson.databind;
  opens dev.vitals.conformance.run to
      com.fasterxml.jackson.databind;
  opens dev.vitals.conformance.report to
      com.fasterxml.jackson.databind;
}
