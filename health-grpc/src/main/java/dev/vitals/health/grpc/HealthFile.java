package dev.vitals.health.grpc;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileOptions;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.vitals.health.ServingStatus;

/**
 * The descriptor of health.proto. A test compares it with the file.
 *
 * <p>It is built by calls that protobuf-java 3 and 4 both have. Code generated for 4 would not run
 * on 3.
 */
final class HealthFile {

  static final FileDescriptor DESCRIPTOR = build();

  private static final String PACKAGE = ".grpc.health.v1.";

  private HealthFile() {}

  private static FileDescriptor build() {
    try {
      return FileDescriptor.buildFrom(file(), new FileDescriptor[0]);
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e); // cannot happen: a test builds it
    }
  }

  private static FileDescriptorProto file() {
    return FileDescriptorProto.newBuilder()
        .setName("grpc/health/v1/health.proto")
        .setPackage("grpc.health.v1")
        .addMessageType(message("HealthCheckRequest", field("service", 1, Type.TYPE_STRING)))
        .addMessageType(checkResponse())
        .addMessageType(message("HealthListRequest"))
        .addMessageType(listResponse())
        .addService(service())
        .setOptions(options())
        .setSyntax("proto3")
        .build();
  }

  private static DescriptorProto.Builder checkResponse() {
    EnumDescriptorProto.Builder statuses =
        EnumDescriptorProto.newBuilder().setName("ServingStatus");
    for (ServingStatus status : ServingStatus.values()) {
      statuses.addValue(
          EnumValueDescriptorProto.newBuilder().setName(status.name()).setNumber(status.ordinal()));
    }
    FieldDescriptorProto.Builder status =
        field("status", 1, Type.TYPE_ENUM)
            .setTypeName(PACKAGE + "HealthCheckResponse.ServingStatus");
    return message("HealthCheckResponse", status).addEnumType(statuses);
  }

  private static DescriptorProto.Builder listResponse() {
    FieldDescriptorProto.Builder statuses =
        field("statuses", 1, Type.TYPE_MESSAGE)
            .setLabel(Label.LABEL_REPEATED)
            .setTypeName(PACKAGE + "HealthListResponse.StatusesEntry");
    FieldDescriptorProto.Builder key = field("key", 1, Type.TYPE_STRING);
    FieldDescriptorProto.Builder value =
        field("value", 2, Type.TYPE_MESSAGE).setTypeName(PACKAGE + "HealthCheckResponse");
    return message("HealthListResponse", statuses)
        .addNestedType(
            message("StatusesEntry", key, value)
                .setOptions(MessageOptions.newBuilder().setMapEntry(true)));
  }

  private static ServiceDescriptorProto.Builder service() {
    return ServiceDescriptorProto.newBuilder()
        .setName("Health")
        .addMethod(method("Check", "HealthCheck"))
        .addMethod(method("List", "HealthList"))
        .addMethod(method("Watch", "HealthCheck").setServerStreaming(true));
  }

  private static FileOptions.Builder options() {
    return FileOptions.newBuilder()
        .setJavaPackage("dev.vitals.health.v1")
        .setJavaOuterClassname("HealthProto")
        .setJavaMultipleFiles(true)
        .setGoPackage("google.golang.org/grpc/health/grpc_health_v1")
        .setObjcClassPrefix("GrpcHealthV1")
        .setCsharpNamespace("Grpc.Health.V1");
  }

  private static DescriptorProto.Builder message(
      String name, FieldDescriptorProto.Builder... fields) {
    DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
    for (FieldDescriptorProto.Builder field : fields) {
      message.addField(field);
    }
    return message;
  }

  private static FieldDescriptorProto.Builder field(String name, int number, Type type) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setLabel(Label.LABEL_OPTIONAL)
        .setType(type);
  }

  private static MethodDescriptorProto.Builder method(String name, String messages) {
    return MethodDescriptorProto.newBuilder()
        .setName(name)
        .setInputType(PACKAGE + messages + "Request")
        .setOutputType(PACKAGE + messages + "Response");
  }
}
