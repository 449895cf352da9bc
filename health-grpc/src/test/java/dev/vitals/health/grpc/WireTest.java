package dev.vitals.health.grpc;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthGrpc;
import dev.vitals.health.v1.HealthListResponse;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WireTest {

  private static HealthCheckResponse generated(ServingStatus status) {
    return HealthCheckResponse.newBuilder()
        .setStatus(HealthCheckResponse.ServingStatus.valueOf(status.name()))
        .build();
  }

  @Nested
  class A_method {

    @Test
    void is_called_and_typed_as_the_generated_one_is() {
      assertThat(traits(Wire.check())).isEqualTo(traits(HealthGrpc.getCheckMethod()));
      assertThat(traits(Wire.watch())).isEqualTo(traits(HealthGrpc.getWatchMethod()));
      assertThat(traits(Wire.list())).isEqualTo(traits(HealthGrpc.getListMethod()));
    }

    private String traits(MethodDescriptor<?, ?> method) {
      return method.getFullMethodName()
          + method.getType()
          + method.isIdempotent()
          + method.isSafe()
          + method.isSampledToLocalTracing();
    }
  }

  @Nested
  class A_status {

    @ParameterizedTest
    @EnumSource(ServingStatus.class)
    void is_written_as_generated_code_writes_it(ServingStatus status) throws IOException {
      for (var method : new MethodDescriptor<?, ?>[] {Wire.check(), Wire.watch()}) {
        @SuppressWarnings("unchecked")
        var typed = (MethodDescriptor<Request, ServingStatus>) method;
        assertThat(typed.streamResponse(status).readAllBytes())
            .isEqualTo(generated(status).toByteArray());
      }
    }

    @Test
    void is_read_in_pieces_or_drained_and_tells_its_length() throws IOException {
      InputStream message = Wire.check().streamResponse(NOT_SERVING);
      assertThat(message).isInstanceOf(KnownLength.class).isInstanceOf(Drainable.class);
      assertThat(message.available()).isEqualTo(2);
      assertThat(message.read(new byte[1], 0, 0)).isZero();
      assertThat(message.read()).isEqualTo(8);
      ByteArrayOutputStream rest = new ByteArrayOutputStream();
      assertThat(((Drainable) message).drainTo(rest)).isEqualTo(1);
      assertThat(rest.toByteArray()).containsExactly(2);
      assertThat(message.available()).isZero();
      assertThat(message.read()).isEqualTo(-1);
      assertThat(message.read(new byte[1])).isEqualTo(-1);
    }
  }

  @Nested
  class A_list {

    private void compare(Map<String, ServingStatus> statuses) throws IOException {
      HealthListResponse.Builder generated = HealthListResponse.newBuilder();
      statuses.forEach((name, status) -> generated.putStatuses(name, generated(status)));
      byte[] ours = Wire.list().streamResponse(statuses).readAllBytes();
      assertThat(ours).isEqualTo(generated.build().toByteArray());
    }

    @Test
    void is_written_as_generated_code_writes_it() throws IOException {
      compare(Map.of());
      compare(Map.of("", UNKNOWN));
      compare(Map.of("größe \uD83D\uDE00", SERVING));
      compare(Map.of("x".repeat(127), SERVING));
      compare(Map.of("x".repeat(128), NOT_SERVING));
      compare(Map.of("x".repeat(20_000), UNKNOWN));
    }

    @Test
    void of_any_services_is_written_as_generated_code_writes_it() throws IOException {
      Random random = new Random(20261);
      ServingStatus[] all = ServingStatus.values();
      for (int i = 0; i < 2_000; i++) {
        Map<String, ServingStatus> statuses = new LinkedHashMap<>();
        for (int services = random.nextInt(20); services > 0; services--) {
          String name = "é".repeat(random.nextInt(140)) + random.nextInt();
          statuses.put(name, all[random.nextInt(all.length)]);
        }
        compare(statuses);
      }
    }
  }

  @Nested
  class A_request {

    @Test
    void is_shown_with_its_name_escaped() {
      assertThat(new Request("a\n'b")).hasToString("service: 'a\\u000A\\u0027b'");
    }
  }
}
