package dev.vitals.benchmarks.dedicated;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RequestTest {

  private final Request request = new Request(Method.CHECK, false);

  private static byte[] message(int flag, int size, int there) {
    return ByteBuffer.allocate(5 + there).put((byte) flag).putInt(size).array();
  }

  private CallStatus take(byte[] bytes) {
    return request.take(Unpooled.wrappedBuffer(bytes));
  }

  @Test
  void it_may_come_byte_by_byte() {
    byte[] bytes = message(0, 3, 3);
    for (byte one : bytes) {
      assertThat(request.missing()).isNotNull();
      assertThat(take(new byte[] {one})).isNull();
    }

    assertThat(request.missing()).isNull();
    assertThat(request.message().remaining()).isEqualTo(3);
  }

  @Test
  void nothing_is_no_request_and_half_of_one_is_malformed() {
    assertThat(request.missing()).isEqualTo(CallStatus.NO_REQUEST);
    take(message(0, 3, 2));
    assertThat(request.missing()).isEqualTo(CallStatus.MALFORMED);
  }

  @Test
  void two_are_too_many() {
    assertThat(take(message(0, 3, 4))).isEqualTo(CallStatus.MORE_THAN_ONE_REQUEST);
  }

  @Test
  void one_that_is_too_long_is_known_by_its_prefix() {
    assertThat(take(message(0, Request.MAX_BYTES + 1, 0))).isEqualTo(CallStatus.REQUEST_TOO_LONG);
  }

  @Test
  void one_of_more_than_two_gigabytes_is_too_long() {
    assertThat(take(message(0, -1, 0))).isEqualTo(CallStatus.REQUEST_TOO_LONG);
  }

  @Test
  void the_longest_there_may_be_is_taken() {
    assertThat(take(message(0, Request.MAX_BYTES, Request.MAX_BYTES))).isNull();
    assertThat(request.missing()).isNull();
  }

  @Test
  void more_than_the_longest_in_one_frame_is_too_many() {
    assertThat(take(message(0, 3, Request.MAX_BYTES + 1)))
        .isEqualTo(CallStatus.MORE_THAN_ONE_REQUEST);
  }

  @Test
  void a_compressed_one_is_not_decoded_and_without_an_encoding_malformed() {
    assertThat(take(message(1, 0, 0))).isEqualTo(CallStatus.MALFORMED);
    assertThat(new Request(Method.CHECK, true).take(Unpooled.wrappedBuffer(message(1, 0, 0))))
        .isEqualTo(CallStatus.NOT_DECODED);
  }
}
