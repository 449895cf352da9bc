package dev.vitals.health.grpc;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths for clients that read only the gRPC code. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AnswerByCodeTest {

  private static final String ALB = "/AWS.ALB/healthcheck";
  private static final Map<String, String> PATHS =
      Map.of(ALB, "acme.Foo", "/AWS.ALB/other", "acme.Bar", "/a/b/c", "", "/x/y", "acme.Nobody");
  private static final byte[] EMPTY_MESSAGE = new byte[5];

  private final Health health = Health.builder().start();
  private Rig rig = rig(Transport.NETTY);

  private Rig rig(Transport transport) {
    GrpcHealth grpc = GrpcHealth.of(health);
    return new Rig(transport, grpc, builder -> builder.addServices(grpc.answerByCode(PATHS)));
  }

  @AfterEach
  void close() {
    rig.close();
    health.close();
  }

  private RawCall call(String path, byte... body) throws Exception {
    return RawCall.of(rig.server.getPort(), path, body);
  }

  private static String code(RawCall call) {
    return call.fields().get("grpc-status");
  }

  @Test
  void an_empty_body_is_OK_while_the_service_serves() throws Exception {
    health.set("acme.Foo", SERVING);
    RawCall call = call(ALB);
    assertThat(call.fields())
        .containsEntry(":status", "200")
        .containsEntry("content-type", "application/grpc")
        .containsEntry("grpc-status", "0");
    assertThat(call.body()).isEqualTo(EMPTY_MESSAGE);
  }

  @Test
  void an_empty_body_is_UNAVAILABLE_while_it_does_not() throws Exception {
    for (ServingStatus status : new ServingStatus[] {NOT_SERVING, UNKNOWN}) {
      health.set("acme.Foo", status);
      RawCall call = call(ALB);
      assertThat(call.fields())
          .containsEntry(":status", "200")
          .containsEntry("grpc-status", "14")
          .containsEntry("grpc-message", status.name());
      assertThat(call.body()).isEmpty();
    }
  }

  @Test
  void each_path_has_a_service_of_its_own() throws Exception {
    health.set("acme.Foo", SERVING);
    health.set("acme.Bar", NOT_SERVING);
    assertThat(code(call(ALB))).isEqualTo("0");
    assertThat(code(call("/AWS.ALB/other"))).isEqualTo("14");
    assertThat(code(call("/a/b/c"))).isEqualTo("14");
    assertThat(code(call("/x/y"))).as("a name that nobody knows").isEqualTo("14");
    assertThat(code(call("/AWS.ALB/none"))).as("a path that is not bound").isEqualTo("12");
  }

  @Test
  void what_the_request_says_does_not_matter() throws Exception {
    health.set("acme.Foo", SERVING);
    assertThat(code(call(ALB, EMPTY_MESSAGE))).isEqualTo("0");
    assertThat(code(call(ALB, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 0xff)))
        .isEqualTo("0");
  }

  @Test
  void a_drain_shows() throws Exception {
    health.set("acme.Foo", SERVING);
    health.drain(Duration.ZERO);
    assertThat(code(call(ALB))).isEqualTo("14");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void gRPC_clients_get_the_code_and_an_empty_message(Transport transport) {
    rig.close();
    rig = rig(transport);
    health.set("acme.Foo", SERVING);
    ManagedChannel channel = rig.connect();
    assertThat(unary(channel, ALB)).isEmpty();
    health.set("acme.Foo", NOT_SERVING);
    assertThatThrownBy(() -> unary(channel, ALB)).hasMessage("UNAVAILABLE: NOT_SERVING");
  }

  private static byte[] unary(ManagedChannel channel, String path) {
    MethodDescriptor<byte[], byte[]> method =
        MethodDescriptor.newBuilder(new Bytes(), new Bytes())
            .setFullMethodName(path.substring(1))
            .setType(MethodType.UNARY)
            .build();
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
    return ClientCalls.blockingUnaryCall(channel, method, options, new byte[] {1, 2, 3});
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] bytes) {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "AWS.ALB/healthcheck",
        "/AWS.ALB",
        "/AWS.ALB/",
        "//x",
        "/a b/c",
        "/a/é",
        "/grpc.health.v1.Health/Check",
        "/grpc.health.v1.Health/Other"
      })
  void a_path_that_cannot_be_bound_is_refused(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GrpcHealth.of(health).answerByCode(Map.of(path, "")))
        .withMessageStartingWith("path: '")
        .withMessageContaining("(expected: /SERVICE/METHOD, such as /AWS.ALB/healthcheck");
  }

  @Test
  void null_is_refused_and_later_changes_of_the_map_do_not_matter() {
    Map<String, String> paths = new HashMap<>();
    paths.put(ALB, null);
    assertThatThrownBy(() -> GrpcHealth.of(health).answerByCode(paths))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("service");
    assertThat(GrpcHealth.of(health).answerByCode(Map.of())).isEmpty();
  }

  /** With grpcurl where it is there; ./check installs it. */
  @Test
  void grpcurl_gets_the_code(@TempDir Path folder) throws Exception {
    Optional<Path> grpcurl = grpcurl();
    assumeThat(grpcurl).as("grpcurl (tools/install grpcurl gets it)").isPresent();
    Files.writeString(
        folder.resolve("alb.proto"),
        """
        syntax = "proto3";
        package AWS;
        message Nothing {}
        service ALB { rpc healthcheck(Nothing) returns (Nothing); }
        """);
    health.set("acme.Foo", SERVING);
    assertThat(grpcurl(grpcurl.orElseThrow(), folder)).isZero();
    health.set("acme.Foo", NOT_SERVING);
    int unavailable = 64 + Status.Code.UNAVAILABLE.value(); // grpcurl adds 64 to the code
    assertThat(grpcurl(grpcurl.orElseThrow(), folder)).isEqualTo(unavailable);
  }

  private static Optional<Path> grpcurl() {
    String folders = System.getenv().getOrDefault("VITALS_TOOLS", "") + ":" + System.getenv("PATH");
    return Stream.of(folders.split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "grpcurl"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private int grpcurl(Path program, Path folder) throws Exception {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "-plaintext",
                "-import-path",
                folder.toString(),
                "-proto",
                "alb.proto",
                "localhost:" + rig.server.getPort(),
                ALB.substring(1))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("grpcurl has ended").isTrue();
    return process.exitValue();
  }
}
