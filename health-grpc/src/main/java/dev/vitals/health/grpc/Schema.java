package dev.vitals.health.grpc;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Describes the service to server reflection, if protobuf-java and grpc-protobuf are present.
 * Without them there is no server reflection, and the service has no schema.
 *
 * <p>The descriptor is built when server reflection first asks for it.
 */
final class Schema {

  private Schema() {}

  /** Returns the schema for a {@code ServiceDescriptor}, or null. */
  static @Nullable Object ofService() {
    try {
      return new OfService();
    } catch (LinkageError e) { // protobuf-java or grpc-protobuf is missing
      return null;
    }
  }

  /** Returns the schema for gRPC's {@code MethodDescriptor}, or null. */
  static @Nullable Object ofMethod(String name) {
    try {
      return new OfMethod(name);
    } catch (LinkageError e) {
      return null;
    }
  }

  private static class OfService implements ProtoServiceDescriptorSupplier {
    @Override
    public FileDescriptor getFileDescriptor() {
      return HealthFile.DESCRIPTOR;
    }

    @Override
    public ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("Health");
    }
  }

  private static final class OfMethod extends OfService implements ProtoMethodDescriptorSupplier {
    private final String name;

    OfMethod(String name) {
      this.name = name;
    }

    @Override
    public MethodDescriptor getMethodDescriptor() {
      return getServiceDescriptor().findMethodByName(name);
    }
  }
}
