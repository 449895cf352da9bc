package dev.vitals.health.grpc;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Describes the service to server reflection, where the user has protobuf-java and grpc-protobuf.
 * Without them there is no reflection that could ask, and the service has no schema.
 *
 * <p>Nothing is built before somebody asks.
 */
final class Schema {

  private Schema() {}

  /** Returns what {@code ServiceDescriptor} takes as a schema, or null. */
  static @Nullable Object ofService() {
    try {
      return new OfService();
    } catch (LinkageError e) { // they are not there
      return null;
    }
  }

  /** Returns what gRPC's {@code MethodDescriptor} takes as a schema, or null. */
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
