package dev.vitals.health.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthListRequest;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each message is also given to the code that protoc generates, which must say the same.
 *
 * <p>Said to read in small pieces, since a quick way of protobuf-java's takes a varint for whole
 * after ten bytes even if the tenth says that more follow. Its slow way refuses that, as do we.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RequestParserTest {

  private static byte[] hex(String bytes) {
    return HexFormat.of().parseHex(bytes.replace(" ", ""));
  }

  /** Returns the service that a message names, or null if it is refused. */
  private static @Nullable String parsed(byte[] message) {
    String ours = ours(new ByteArrayInputStream(message));
    assertThat(ours).as("%s", HexFormat.of().formatHex(message)).isEqualTo(generated(message));
    return ours;
  }

  private static @Nullable String ours(InputStream message) {
    Request request = Wire.check().parseRequest(message);
    return request == Request.MALFORMED ? null : request.service();
  }

  private static @Nullable String generated(byte[] message) {
    try {
      String service = HealthCheckRequest.parseFrom(inSmallPieces(message)).getService();
      assertThat(HealthCheckRequest.parseFrom(message).getService()).isEqualTo(service);
      return service;
    } catch (IOException e) {
      return null;
    }
  }

  private static CodedInputStream inSmallPieces(byte[] message) {
    return CodedInputStream.newInstance(new ByteArrayInputStream(message), 9);
  }

  /** Says whether a List's request is accepted. */
  private static boolean lists(byte[] message) {
    boolean ours = Wire.list().parseRequest(new ByteArrayInputStream(message)) != Request.MALFORMED;
    boolean generated = true;
    try {
      HealthListRequest.parseFrom(inSmallPieces(message));
    } catch (IOException e) {
      generated = false;
    }
    assertThat(ours).as("%s", HexFormat.of().formatHex(message)).isEqualTo(generated);
    return ours;
  }

  @Nested
  class A_name {

    @ParameterizedTest
    @ValueSource(strings = {"", "acme.Foo", "größe", "健康", "\uD83D\uDE00", "a\0b", "\uFFFD"})
    void is_read_as_it_was_written(String name) {
      byte[] message = HealthCheckRequest.newBuilder().setService(name).build().toByteArray();
      assertThat(parsed(message)).isEqualTo(name);
    }

    @Test
    void may_be_long() {
      String name = "x".repeat(70_000) + "é";
      byte[] message = HealthCheckRequest.newBuilder().setService(name).build().toByteArray();
      assertThat(parsed(message)).isEqualTo(name);
    }

    @Test
    void that_is_written_several_times_is_the_last_one() {
      assertThat(parsed(hex("0a0161 0a0162 0a0163"))).isEqualTo("c");
      assertThat(parsed(hex("0a0161 0a00"))).isEmpty();
    }

    @Test
    void that_is_not_a_string_is_an_unknown_field() {
      assertThat(parsed(hex("0a0161 0807 0d01020304 090102030405060708 0b0c"))).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource({
      "a lone continuation, 0a0180",
      "a sequence that is cut, 0a02e282",
      "an overlong one, 0a02c0af",
      "a surrogate, 0a03eda080",
      "more than Unicode has, 0a04f4908080",
      "one that a good one follows, 0a0180 0a0161",
    })
    void that_is_no_UTF_8_is_refused(String what, String message) {
      assertThat(parsed(hex(message))).as(what).isNull();
    }
  }

  @Nested
  class An_unknown_field {

    @ParameterizedTest
    @CsvSource({
      "varint, 1001",
      "varint of ten bytes, 10ffffffffffffffffff7f",
      "fixed64, 110102030405060708",
      "bytes, 12020102",
      "group, 13 1001 14",
      "groups in groups, 13 1b 23 24 1c 1201ff 14",
      "fixed32, 1501020304",
      "of the highest number, faffffff0f 00",
      "with a tag in more bytes than it needs, 9080808000 01",
      "with a tag whose bits beyond 32 are dropped, 90808080f07f 01",
    })
    void is_skipped(String what, String field) {
      assertThat(parsed(hex(field + "0a0161"))).as(what).isEqualTo("a");
      assertThat(parsed(hex("0a0161" + field))).as(what).isEqualTo("a");
      assertThat(lists(hex(field))).as(what).isTrue();
    }

    @Test
    void may_be_a_hundred_groups_deep_and_no_deeper() {
      assertThat(parsed(hex("13".repeat(100) + "14".repeat(100)))).isEmpty();
      assertThat(parsed(hex("13".repeat(101) + "14".repeat(101)))).isNull();
      assertThat(parsed(hex("13".repeat(1_000_000)))).isNull();
    }
  }

  @Nested
  class A_message {

    @ParameterizedTest
    @CsvSource({
      "a string that is cut, 0a0578",
      "a length that is negative, 0affffffff0f",
      "a length beyond what is there, 12ffffffff07",
      "a tag alone, 0a",
      "a tag that is cut, 8a",
      "a varint that is cut, 1080",
      "a varint of eleven bytes, 10ffffffffffffffffffff01",
      "a varint of ten bytes whose last says that more follow, 108eb1d595c682afa9f097 7d0a000806",
      "a fixed64 that is cut, 11010203",
      "a fixed32 that is cut, 150102",
      "field number 0, 0201ff",
      "a tag of 0, 00",
      "wire type 6, 16",
      "wire type 7, 17",
      "a group that does not end, 13",
      "a group that ends as another, 131c",
      "the end of no group, 14",
      "field number 0 in a group, 130014",
    })
    void that_is_broken_is_refused(String what, String message) {
      assertThat(parsed(hex(message))).as(what).isNull();
      assertThat(parsed(hex("0a0161" + message))).as(what).isNull();
      if (!message.startsWith("0a")) {
        assertThat(lists(hex(message))).as(what).isFalse();
      }
    }

    @Test
    void for_List_may_have_a_field_1_that_is_no_UTF_8() {
      assertThat(lists(hex("0a0180"))).isTrue();
    }

    @Test
    void is_read_whole_however_it_comes() {
      byte[] message = hex("0a03616263");
      assertThat(ours(new Known(message, 0))).isEqualTo("abc");
      assertThat(ours(new Known(hex("0a04616263"), 1))).as("says more than it has").isNull();
    }

    @Test
    void that_can_not_be_read_is_refused() {
      InputStream broken =
          new InputStream() {
            @Override
            public int read() throws IOException {
              throw new IOException("planted");
            }
          };
      assertThat(ours(broken)).isNull();
    }
  }

  /** Knows its length, as gRPC's streams do, and gives a byte at a time. */
  private static final class Known extends InputStream implements KnownLength {
    private final InputStream message;
    private final int tooMany;

    Known(byte[] message, int tooMany) {
      this.message = new ByteArrayInputStream(message);
      this.tooMany = tooMany;
    }

    @Override
    public int read() throws IOException {
      return message.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return message.read(target, offset, Math.min(length, 1));
    }

    @Override
    public int available() throws IOException {
      return message.available() + tooMany;
    }
  }

  /** The same on each run: 400,000 messages, of which a good part is valid. */
  @Nested
  class Fuzzed {

    private static final int MESSAGES = 100_000;

    private final Random random = new Random(20260);
    private int accepted;
    private int refused;

    private void compare(byte[] message) {
      if (parsed(message) == null) {
        refused++;
      } else {
        accepted++;
      }
      lists(message);
    }

    private void requireBothKinds() {
      assertThat(accepted).isGreaterThan(MESSAGES / 100);
      assertThat(refused).isGreaterThan(MESSAGES / 100);
    }

    @Test
    void random_bytes_are_read_as_generated_code_reads_them() {
      for (int i = 0; i < MESSAGES; i++) {
        byte[] message = new byte[random.nextInt(12)];
        random.nextBytes(message);
        compare(message);
      }
      requireBothKinds();
    }

    @Test
    void random_bytes_of_the_kind_that_matters_are_read_as_generated_code_reads_them() {
      byte[] telling = hex("00010208090a0b0c0d0e0f10131415167f8081c0e2edf4ff61");
      for (int i = 0; i < MESSAGES; i++) {
        byte[] message = new byte[random.nextInt(16)];
        for (int j = 0; j < message.length; j++) {
          message[j] = telling[random.nextInt(telling.length)];
        }
        compare(message);
      }
      requireBothKinds();
    }

    @Test
    void valid_messages_are_read_as_generated_code_reads_them() {
      for (int i = 0; i < MESSAGES; i++) {
        compare(valid());
      }
      assertThat(refused).isZero();
    }

    @Test
    void valid_messages_that_were_changed_are_read_as_generated_code_reads_them() {
      for (int i = 0; i < MESSAGES; i++) {
        byte[] message = valid();
        for (int changes = random.nextInt(4); changes >= 0; changes--) {
          message = changed(message);
        }
        compare(message);
      }
      requireBothKinds();
    }

    private byte[] valid() {
      ByteArrayOutputStream message = new ByteArrayOutputStream();
      for (int fields = random.nextInt(4); fields >= 0; fields--) {
        field(message, 0);
      }
      return message.toByteArray();
    }

    private void field(ByteArrayOutputStream message, int depth) {
      int number = random.nextBoolean() ? 1 : 1 + random.nextInt(1 << random.nextInt(29));
      int type = random.nextInt(depth < 3 ? 6 : 3);
      if (number == 1 && depth == 0 && type == 2 || type == 4) {
        string(message);
        return;
      }
      varint(message, (long) number << 3 | type);
      switch (type) {
        case 0 -> varint(message, random.nextLong() >>> random.nextInt(64));
        case 1 -> bytes(message, 8);
        case 2 -> {
          int length = random.nextInt(200);
          varint(message, length);
          bytes(message, length);
        }
        case 3 -> {
          for (int fields = random.nextInt(3); fields > 0; fields--) {
            field(message, depth + 1);
          }
          varint(message, (long) number << 3 | 4);
        }
        default -> bytes(message, 4);
      }
    }

    /** A field 1 of well-formed text. */
    private void string(ByteArrayOutputStream message) {
      StringBuilder text = new StringBuilder();
      for (int characters = random.nextInt(10); characters > 0; characters--) {
        int point = random.nextInt(1 << (1 + random.nextInt(20)));
        text.appendCodePoint(point >= 0xd800 && point < 0xe000 ? 'x' : point);
      }
      byte[] bytes = text.toString().getBytes(UTF_8);
      message.write(10);
      varint(message, bytes.length);
      message.writeBytes(bytes);
    }

    private void varint(ByteArrayOutputStream message, long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        message.write((int) rest | 0x80);
        rest >>>= 7;
      }
      message.write((int) rest);
    }

    private void bytes(ByteArrayOutputStream message, int count) {
      byte[] bytes = new byte[count];
      random.nextBytes(bytes);
      message.writeBytes(bytes);
    }

    private byte[] changed(byte[] message) {
      if (message.length == 0) {
        return message;
      }
      int place = random.nextInt(message.length);
      byte[] changed = message.clone();
      switch (random.nextInt(4)) {
        case 0 -> changed[place] ^= (byte) (1 << random.nextInt(8));
        case 1 -> changed[place] = (byte) random.nextInt();
        case 2 -> changed = Arrays.copyOf(message, place);
        default -> {
          changed = new byte[message.length + 1];
          System.arraycopy(message, 0, changed, 0, place);
          changed[place] = (byte) random.nextInt();
          System.arraycopy(message, place, changed, place + 1, message.length - place);
        }
      }
      return changed;
    }
  }
}
