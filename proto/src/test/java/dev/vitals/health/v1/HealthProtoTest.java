package dev.vitals.health.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HealthProtoTest {

  @Nested
  class Our_health_proto {

    @Test
    void is_the_upstream_text_but_for_the_one_java_package() throws IOException {
      List<String> ours =
          Files.readAllLines(
              Path.of("src", "main", "proto", "grpc", "health", "v1", "health.proto"));
      List<String> upstream = upstream();
      assertThat(ours).hasSameSizeAs(upstream).hasSizeGreaterThan(60);
      List<String> differences = new ArrayList<>();
      for (int i = 0; i < ours.size(); i++) {
        if (!ours.get(i).equals(upstream.get(i))) {
          differences.add(upstream.get(i) + " => " + ours.get(i));
        }
      }
      assertThat(differences)
          .containsExactly(
              "option java_package = \"io.grpc.health.v1\";"
                  + " => option java_package = \"dev.vitals.health.v1\";");
    }

    private List<String> upstream() throws IOException {
      try (InputStream text = HealthProtoTest.class.getResourceAsStream("/upstream-health.proto")) {
        return new String(text.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      }
    }
  }

  @Nested
  class The_generated_service {

    @Test
    void is_grpc_health_v1_Health_with_Check_List_and_Watch() {
      assertThat(HealthGrpc.getServiceDescriptor().getName()).isEqualTo("grpc.health.v1.Health");
      Map<String, MethodType> methods =
          HealthGrpc.getServiceDescriptor().getMethods().stream()
              .collect(
                  Collectors.toMap(MethodDescriptor::getFullMethodName, MethodDescriptor::getType));
      assertThat(methods)
          .containsOnly(
              Map.entry("grpc.health.v1.Health/Check", MethodType.UNARY),
              Map.entry("grpc.health.v1.Health/List", MethodType.UNARY),
              Map.entry("grpc.health.v1.Health/Watch", MethodType.SERVER_STREAMING));
    }

    @Test
    void keeps_the_wire_package_whatever_the_Java_one_is() {
      assertThat(HealthProto.getDescriptor().getPackage()).isEqualTo("grpc.health.v1");
      ServiceDescriptor service = HealthProto.getDescriptor().findServiceByName("Health");
      assertThat(service.getFullName()).isEqualTo("grpc.health.v1.Health");
      assertThat(HealthCheckRequest.class.getPackageName()).isEqualTo("dev.vitals.health.v1");
    }
  }

  @Nested
  class The_messages {

    @Test
    void have_the_field_numbers_and_the_statuses_of_the_protocol() {
      assertThat(numbers(HealthCheckRequest.getDescriptor().getFields()))
          .containsExactly(Map.entry("service", 1));
      assertThat(numbers(HealthCheckResponse.getDescriptor().getFields()))
          .containsExactly(Map.entry("status", 1));
      assertThat(numbers(HealthListResponse.getDescriptor().getFields()))
          .containsExactly(Map.entry("statuses", 1));
      assertThat(HealthCheckResponse.ServingStatus.getDescriptor().getValues())
          .extracting(value -> value.getName() + " = " + value.getNumber())
          .containsExactly("UNKNOWN = 0", "SERVING = 1", "NOT_SERVING = 2", "SERVICE_UNKNOWN = 3");
    }

    @Test
    void are_two_bytes_on_the_wire_for_a_status() {
      byte[] serving =
          HealthCheckResponse.newBuilder()
              .setStatus(HealthCheckResponse.ServingStatus.SERVING)
              .build()
              .toByteArray();
      assertThat(serving).containsExactly(8, 1);
    }

    private Map<String, Integer> numbers(List<FieldDescriptor> fields) {
      return fields.stream()
          .collect(Collectors.toMap(FieldDescriptor::getName, FieldDescriptor::getNumber));
    }
  }
}
