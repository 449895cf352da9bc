package dev.vitals.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthGrpc;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar beside the real {@code grpc_health_probe}: both run as programs, with the same options in
 * the words of each, and must end with the same code.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BesideTheProbeIT {

  private static final String PROBE = "grpc_health_probe";

  @TempDir private static Path folder;
  private static Certificates certificates;

  @BeforeAll
  static void find() throws Exception {
    if (probe().isEmpty()) {
      String missing = PROBE + " is not there (tools/install " + PROBE + " gets it)";
      if ("required".equals(System.getProperty("vitals.containers"))) {
        throw new IllegalStateException(missing);
      }
      System.err.println("SKIPPED BesideTheProbeIT: " + missing);
    }
    assumeThat(probe()).isPresent();
    certificates =
        new Certificates(folder)
            .add("good", "dns:localhost")
            .add("expired", "dns:localhost", "-startdate", "-3d", "-validity", "1")
            .add("other", "dns:other.example")
            .add("client", "dns:client.example");
  }

  /** Returns where it is: in the folder {@code VITALS_TOOLS}, or on the path. */
  private static Optional<Path> probe() {
    String tools = System.getenv().getOrDefault("VITALS_TOOLS", "");
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(Stream.of(tools), Stream.of(path.split(":")))
        .filter(each -> !each.isEmpty())
        .map(each -> Path.of(each, PROBE))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Command run(List<String> command) throws Exception {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("%s has ended", command).isTrue();
    return new Command(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Runs both with the same options and holds them to one exit code. */
  private static void bothEndWith(int exit, String... options) throws Exception {
    List<String> ours =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("vitals.jar"),
                "check"));
    List<String> theirs = new ArrayList<>(List.of(probe().orElseThrow().toString()));
    for (String option : options) {
      ours.add(option);
      theirs.add(
          option
              .replaceFirst("^--header=", "--rpc-header=")
              .replaceFirst("^--timeout=(.*)", "--connect-timeout=$1"));
    }
    Command probed = run(theirs);
    Command checked = run(ours);
    assertThat(probed.exit()).as("%s said %s", theirs, probed).isEqualTo(exit);
    assertThat(checked.exit()).as("%s said %s", ours, checked).isEqualTo(exit);
    if (exit == Exit.HEALTHY) {
      assertThat(checked.out()).isEqualTo(probed.err()).isEqualTo("status: SERVING\n");
      assertThat(checked.err()).as("a warning of Java's, say").isEmpty();
    } else {
      assertThat(checked.err() + checked.out()).hasLineCount(1);
    }
  }

  private static String addr(HealthServer server) {
    return "--addr=" + server.address();
  }

  @Test
  void healthy_unhealthy_and_unknown_are_0_and_4_and_3() throws Exception {
    try (HealthServer server = HealthServer.plain()) {
      bothEndWith(0, addr(server));
      bothEndWith(0, addr(server), "--service=acme.Foo", "--header=name: value");
      bothEndWith(3, addr(server), "--service=acme.Nobody");
      server.fail();
      bothEndWith(4, addr(server), "--service=acme.Foo");
    }
  }

  @Test
  void no_server_is_2() throws Exception {
    bothEndWith(2, "--addr=localhost:1");
    bothEndWith(2, "--addr=nosuch.invalid:50051");
  }

  @Test
  void no_health_and_no_answer_are_3() throws Exception {
    Server empty = HealthServer.start();
    Server mute =
        HealthServer.start(
            new HealthGrpc.HealthImplBase() {
              @Override
              public void check(
                  HealthCheckRequest request, StreamObserver<HealthCheckResponse> to) {}
            });
    try {
      bothEndWith(3, "--addr=localhost:" + empty.getPort());
      bothEndWith(3, "--addr=localhost:" + mute.getPort(), "--timeout=2s");
    } finally {
      empty.shutdownNow();
      mute.shutdownNow();
    }
  }

  @Test
  void wrong_arguments_are_1() throws Exception {
    bothEndWith(1, "--addr=localhost:50051", "--timeout=0s");
    bothEndWith(1, "--addr=localhost:50051", "--nosuch");
    bothEndWith(1, "--addr=localhost:50051", "--tls-ca-cert=x.pem");
    bothEndWith(1, "--addr=localhost:50051", "--tls", "--tls-ca-cert=nosuch.pem");
    bothEndWith(1, "--addr=localhost:50051", "--tls", "--tls-client-cert=nosuch.pem");
    bothEndWith(1, "--addr=localhost:50051", "--header=nocolon");
  }

  @Test
  void a_good_certificate_is_0_and_an_expired_one_or_one_of_another_name_2() throws Exception {
    String trusting = "--tls-ca-cert=" + certificates.authority();
    try (HealthServer server = HealthServer.tls(certificates, "good")) {
      bothEndWith(0, addr(server), "--tls", trusting);
      bothEndWith(2, addr(server), "--tls");
      bothEndWith(2, addr(server));
      bothEndWith(2, addr(server), "--tls", trusting, "--tls-server-name=other.example");
    }
    try (HealthServer server = HealthServer.tls(certificates, "expired")) {
      bothEndWith(2, addr(server), "--tls", trusting);
      bothEndWith(0, addr(server), "--tls", "--tls-no-verify");
    }
    try (HealthServer server = HealthServer.tls(certificates, "other")) {
      bothEndWith(2, addr(server), "--tls", trusting);
      bothEndWith(0, addr(server), "--tls", trusting, "--tls-server-name=other.example");
    }
    try (HealthServer server = HealthServer.plain()) {
      bothEndWith(2, addr(server), "--tls", trusting);
    }
  }

  @Test
  void with_mutual_TLS_a_certificate_is_0_and_none_is_2() throws Exception {
    String trusting = "--tls-ca-cert=" + certificates.authority();
    try (HealthServer server = HealthServer.mutualTls(certificates, "good")) {
      bothEndWith(
          0,
          addr(server),
          "--tls",
          trusting,
          "--tls-client-cert=" + certificates.certificate("client"),
          "--tls-client-key=" + certificates.key("client"));
      bothEndWith(2, addr(server), "--tls", trusting);
    }
  }

  @Test
  void the_completion_script_completes_commands_and_options() throws Exception {
    assumeThat(Path.of("/bin/bash")).exists();
    Command script =
        run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("vitals.jar"),
                "generate-completion"));
    assertThat(script.exit()).isZero();
    Path file = Files.writeString(folder.resolve("completion"), script.out());
    assertThat(completed(file, "vitals", "hea")).contains("healthcheck");
    assertThat(completed(file, "vitals", "check", "--tls-c"))
        .contains("--tls-ca-cert", "--tls-client-cert", "--tls-client-key")
        .doesNotContain("--addr");
  }

  /** Calls the script as bash does, but for compopt, which works only for bash itself. */
  private static String completed(Path script, String... words) throws Exception {
    String command =
        "compopt() { :; }; source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_vitals; echo \"${COMPREPLY[@]}\""
            .formatted(script, String.join(" ", words), words.length - 1);
    Command bash = run(List.of("/bin/bash", "-c", command));
    assertThat(bash.err()).isEmpty();
    return bash.out();
  }
}
