package dev.vitals.conformance.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RawReplyTest {
  private static final WireMessage SERVING = new WireMessage(0, new byte[] {8, 1}, 0, 0, 1);

  private static RawReply of(List<RawFrame> frames, List<WireMessage> messages) {
    return new RawReply(frames, messages, 0, Optional.empty());
  }

  private static RawFrame block(boolean end, String... fields) {
    RawHeaders headers = RawHeaders.EMPTY;
    for (int i = 0; i < fields.length; i += 2) {
      headers = headers.plus(fields[i], fields[i + 1]);
    }
    return new RawFrame.Headers(0, 1, headers, end);
  }

  @Test
  void tells_the_last_of_many_messages() {
    RawFrame data = new RawFrame.Data(0, 1, new byte[] {0, 0, 0, 0, 2, 8, 1}, 0, false);
    assertThat(of(List.of(data), Collections.nCopies(7, SERVING)).summary())
        .isEqualTo("7 messages, the last of them SERVING, and the call is still open");
  }

  @Test
  void has_trailers_where_a_second_block_came_that_is_no_interim_one() {
    RawFrame early = block(false, ":status", "103");
    RawFrame response = block(false, ":status", "200");
    RawFrame trailers = block(false, "grpc-status", "0");
    assertThat(of(List.of(early, response), List.of()).hasTrailers()).isFalse();
    assertThat(of(List.of(response, trailers), List.of()).hasTrailers()).isTrue();
    assertThat(of(List.of(block(true, ":status", "200")), List.of()).hasTrailers()).isTrue();
  }

  @Test
  void has_a_status_where_grpc_or_http_tells_one() {
    assertThat(of(List.of(block(true, ":status", "200")), List.of()).hasStatus()).isFalse();
    assertThat(of(List.of(block(true, ":status", "503")), List.of()).hasStatus()).isTrue();
    assertThat(
            of(List.of(block(true, ":status", "200", "grpc-status", "5")), List.of()).hasStatus())
        .isTrue();
  }
}
