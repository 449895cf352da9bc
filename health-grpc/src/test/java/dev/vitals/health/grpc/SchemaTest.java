package dev.vitals.health.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.core.Health;
import dev.vitals.health.v1.HealthProto;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SchemaTest {

  @Nested
  class With_protobuf {

    private final Health health = Health.builder().start();
    private final ServiceDescriptor service =
        GrpcHealth.of(health).bindService().getServiceDescriptor();

    @Test
    void the_schema_is_what_protoc_makes_of_health_proto() {
      assertThat(HealthFile.DESCRIPTOR.toProto()).isEqualTo(HealthProto.getDescriptor().toProto());
      health.close();
    }

    @Test
    void the_service_and_each_method_have_theirs() {
      health.close();
      assertThat(service.getSchemaDescriptor())
          .isInstanceOfSatisfying(
              ProtoServiceDescriptorSupplier.class,
              schema ->
                  assertThat(schema.getServiceDescriptor().getFullName())
                      .isEqualTo("grpc.health.v1.Health"));
      assertThat(service.getMethods()).hasSize(3).allSatisfy(this::requireItsOwn);
    }

    private void requireItsOwn(MethodDescriptor<?, ?> method) {
      var schema = (ProtoMethodDescriptorSupplier) method.getSchemaDescriptor();
      assertThat(schema.getMethodDescriptor().getName()).isEqualTo(method.getBareMethodName());
    }
  }

  @Nested
  class Without {

    /** Binds the service where some jars are not on the class path, and says how it went. */
    private List<Object> schemas(String missing) throws Exception {
      Pattern left = Pattern.compile(missing);
      List<URL> path = new ArrayList<>();
      int removed = 0;
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        if (left.matcher(Path.of(entry).getFileName().toString()).lookingAt()) {
          removed++;
        } else {
          path.add(Path.of(entry).toUri().toURL());
        }
      }
      assertThat(removed).isPositive();
      try (URLClassLoader without =
          new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
        return new ArrayList<>(
            (List<?>) without.loadClass(Binding.class.getName()).getMethod("schemas").invoke(null));
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"(protobuf-java|grpc-protobuf)-[0-9]", "grpc-protobuf-[0-9]"})
    void protobuf_the_service_is_bound_and_has_no_schema(String missing) throws Exception {
      assertThat(schemas(missing)).hasSize(4).containsOnlyNulls();
    }

    @Test
    void anything_but_protobuf_it_has_one() throws Exception {
      assertThat(schemas("grpc-services-[0-9]")).hasSize(4).doesNotContainNull();
    }
  }

  /** Is loaded by the loader above. */
  public static final class Binding {

    private Binding() {}

    public static List<Object> schemas() {
      try (Health health = Health.builder().start()) {
        ServiceDescriptor service = GrpcHealth.of(health).bindService().getServiceDescriptor();
        List<Object> schemas = new ArrayList<>();
        schemas.add(service.getSchemaDescriptor());
        service.getMethods().forEach(method -> schemas.add(method.getSchemaDescriptor()));
        return schemas;
      }
    }
  }
}
