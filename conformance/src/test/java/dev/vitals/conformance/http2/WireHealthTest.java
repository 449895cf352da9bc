package dev.vitals.conformance.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthListResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WireHealthTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "acme.Foo", "a\0b", "naïve \uD83D\uDE00", "\u05e9\u05dc\u05d5\u05dd"})
  void a_request_is_what_protobuf_writes(String service) throws InvalidProtocolBufferException {
    byte[] ours = WireHealth.request(service);
    assertThat(ours)
        .isEqualTo(HealthCheckRequest.newBuilder().setService(service).build().toByteArray());
    assertThat(WireHealth.readRequest(ours).service()).isEqualTo(service);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 300, -1})
  void a_response_is_what_protobuf_writes_unknown_numbers_included(int status) {
    byte[] theirs = HealthCheckResponse.newBuilder().setStatusValue(status).build().toByteArray();
    assertThat(WireHealth.readResponse(theirs).status()).isEqualTo(status);
    assertThat(WireHealth.response(status)).isEqualTo(theirs);
  }

  @Test
  void a_list_is_read_in_the_order_of_the_wire_with_empty_values_kept() {
    HealthListResponse list =
        HealthListResponse.newBuilder()
            .putStatuses("b", status(1))
            .putStatuses("", status(0))
            .putStatuses("a", status(2))
            .build();
    WireHealth.ListResponse read = WireHealth.readListResponse(list.toByteArray());
    assertThat(read.statuses().keySet()).containsExactlyInAnyOrder("b", "", "a");
    assertThat(read.statuses().get("").status()).isZero();
    assertThat(read.statuses().get("a").status()).isEqualTo(2);
    assertThat(read.repeated()).isEmpty();
    assertThat(read.unknown()).isEmpty();
  }

  @Test
  void a_name_that_is_listed_twice_is_reported() {
    byte[] entry = new WireWriter().text(1, "x").bytes(2, WireHealth.response(1)).message();
    byte[] twice = new WireWriter().bytes(1, entry).bytes(1, entry).message();
    assertThat(WireHealth.readListResponse(twice).repeated()).containsExactly("x");
  }

  @Test
  void fields_that_the_proto_does_not_have_are_reported_as_they_stand() {
    byte[] message =
        new WireWriter()
            .number(1, 1)
            .text(99, "new")
            .fixed32(7, 5)
            .fixed64(8, -6)
            .number(536870911, 3)
            .message();
    WireHealth.Response read = WireHealth.readResponse(message);
    assertThat(read.status()).isEqualTo(1);
    assertThat(read.unknown()).extracting(WireField::number).containsExactly(99, 7, 8, 536870911);
    assertThat(read.unknown()).extracting(WireField::value).containsExactly(3L, 5L, -6L, 3L);
    assertThat(read.unknown().get(0).text()).isEqualTo("new");
    assertThat(WireHealth.readListRequest(message).unknown()).hasSize(5);
  }

  @Test
  void the_last_of_two_values_counts() {
    byte[] message = new WireWriter().text(1, "a").text(1, "b").message();
    assertThat(WireHealth.readRequest(message).service()).isEqualTo("b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0a", "0a05 61", "08", "00", "0b", "08ffffffffffffffffffff01", "3d 01"})
  void what_is_no_protobuf_is_refused_with_the_place(String hex) {
    assertThatThrownBy(() -> WireReader.fields(WireBytes.hex(hex)))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("at byte");
  }

  @Test
  void a_name_that_is_not_utf8_is_refused() {
    byte[] entry = new WireWriter().bytes(1, WireBytes.hex("c328")).message();
    byte[] list = new WireWriter().bytes(1, entry).message();
    assertThatThrownBy(() -> WireHealth.readListResponse(list))
        .hasMessageContaining("c3 28")
        .hasMessageContaining("UTF-8");
  }

  @Test
  void messages_are_whole_wherever_the_frames_are_cut() {
    byte[] body =
        WireBytes.concat(
            WireBytes.framed(WireHealth.response(1)),
            WireBytes.framed(WireBytes.NONE),
            WireBytes.framed(1, WireHealth.response(2)),
            WireBytes.hex("00 00"));
    for (int size = 1; size <= body.length; size++) {
      List<WireMessage> messages = new ArrayList<>();
      WireDeframer deframer = new WireDeframer(messages::add);
      for (int from = 0; from < body.length; from += size) {
        int to = Math.min(body.length, from + size);
        deframer.feed(Arrays.copyOfRange(body, from, to), from);
        deframer.feed(WireBytes.NONE, from);
      }
      assertThat(messages).as("cut every %d bytes", size).hasSize(3);
      assertThat(messages).extracting(WireMessage::flag).containsExactly(0, 0, 1);
      assertThat(messages.get(1).payload()).isEmpty();
      assertThat(messages.get(2).payload()).containsExactly(8, 2);
      assertThat(deframer.leftover()).isEqualTo(2);
    }
  }

  @Test
  void a_huge_length_that_is_only_announced_costs_nothing() {
    WireDeframer deframer = new WireDeframer(message -> {});
    deframer.feed(WireBytes.hex("00 ff ff ff ff 01"), 0);
    assertThat(deframer.leftover()).isEqualTo(6);
  }

  private static HealthCheckResponse status(int status) {
    return HealthCheckResponse.newBuilder().setStatusValue(status).build();
  }
}
