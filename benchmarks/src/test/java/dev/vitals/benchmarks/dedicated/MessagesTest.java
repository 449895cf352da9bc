package dev.vitals.benchmarks.dedicated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthListResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Written by hand, and held against protobuf's own. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class MessagesTest {

  private static byte[] payload(byte[] message) {
    assertThat(ByteBuffer.wrap(message).getInt(1)).isEqualTo(message.length - 5);
    return Arrays.copyOfRange(message, 5, message.length);
  }

  private static String service(String bytes) {
    return Messages.service(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @ParameterizedTest
  @EnumSource
  void a_status_is_what_protobuf_writes(ServingStatus status) throws Exception {
    HealthCheckResponse parsed = HealthCheckResponse.parseFrom(payload(Messages.status(status)));

    assertThat(parsed.getStatus().name()).isEqualTo(status.name());
    assertThat(payload(Messages.status(status))).isEqualTo(parsed.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 300, 16_384})
  void a_list_is_read_by_protobuf_however_long_the_names(int length) throws Exception {
    String name = "n".repeat(length);
    byte[] list =
        Messages.list(Map.of(name, ServingStatus.UNKNOWN, "other", ServingStatus.SERVING));

    assertThat(HealthListResponse.parseFrom(payload(list)).getStatusesMap())
        .hasSize(2)
        .containsEntry(name, HealthCheckResponse.getDefaultInstance())
        .containsKey("other");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "acme.FooService", "\0", "héalth 🙂"})
  void a_name_is_read_as_protobuf_wrote_it(String name) {
    byte[] request = HealthCheckRequest.newBuilder().setService(name).build().toByteArray();

    assertThat(Messages.service(ByteBuffer.wrap(request))).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n\1a\n\1b", // twice: the last one counts
        "\u0098\6\1\n\1b", // field 99, a number
        "\u009a\6\2xy\n\1b", // bytes
        "\u009b\6\u0098\6\1\u009c\6\n\1b", // a group with a number in it
        "\u0099\6\1\2\3\4\5\6\7\b\n\1b", // eight bytes
        "\u009d\6\1\2\3\4\n\1b" // four
      })
  void what_is_unknown_is_skipped(String bytes) {
    assertThat(service(bytes)).isEqualTo("b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n", // no length
        "\n\5a", // shorter than it says
        "\n\1\u00ff", // not UTF-8
        "\0\1", // no field has the number 0
        "\u009b\6", // a group without an end
        "\u009b\6\u0094\6", // another one's end
        "\u009c\6", // an end without a group
        "\u009f\6", // no wire type
        "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\1" // no number
      })
  void what_is_malformed_is_refused(String bytes) {
    assertThat(service(bytes)).isNull();
  }

  @Test
  void groups_do_not_nest_for_ever() {
    assertThat(service("\u009b\6".repeat(5000))).isNull();
  }
}
