package dev.vitals.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TlsTest {

  @TempDir private static Path folder;
  private static Certificates certificates;

  @BeforeAll
  static void sign() throws Exception {
    certificates =
        new Certificates(folder)
            .add("good", "dns:localhost")
            .add("expired", "dns:localhost", "-startdate", "-3d", "-validity", "1")
            .add("other", "dns:other.example")
            .add("client", "dns:client.example");
  }

  private static Command check(HealthServer server, String... further) {
    String[] arguments = new String[further.length + 4];
    arguments[0] = "check";
    arguments[1] = "--addr";
    arguments[2] = server.address();
    arguments[3] = "--tls";
    System.arraycopy(further, 0, arguments, 4, further.length);
    return Command.run(arguments);
  }

  private static String trusting() {
    return "--tls-ca-cert=" + certificates.authority();
  }

  @Test
  void a_good_certificate_is_accepted() throws Exception {
    try (HealthServer server = HealthServer.tls(certificates, "good")) {
      assertThat(check(server, trusting())).isEqualTo(new Command(0, "status: SERVING\n", ""));
    }
  }

  @Test
  void why_recognises_the_port_of_gRPC() throws Exception {
    try (HealthServer server = HealthServer.tls(certificates, "good")) {
      Command secure = Command.run("why", "--url=https://" + server.address(), trusting());
      assertThat(secure.exit()).isEqualTo(3);
      assertThat(secure.err()).contains("is this the gRPC port?").hasLineCount(1);
      Command plain = Command.run("why", "--url=http://" + server.address());
      assertThat(plain.err()).contains("is this the gRPC port?").hasLineCount(1);
    }
  }

  @Test
  void an_expired_certificate_is_one_line() throws Exception {
    try (HealthServer server = HealthServer.tls(certificates, "expired")) {
      Command expired = check(server, trusting());
      assertThat(expired.exit()).isEqualTo(2);
      assertThat(expired.err())
          .startsWith("vitals: " + server.address() + ": the certificate has expired: NotAfter: ")
          .hasLineCount(1);
    }
  }

  @Test
  void a_certificate_of_a_wrong_name_is_one_line() throws Exception {
    try (HealthServer server = HealthServer.tls(certificates, "other")) {
      Command wrong = check(server, trusting());
      assertThat(wrong.exit()).isEqualTo(2);
      assertThat(wrong.err())
          .contains("the certificate is for another name: ", "localhost", "--tls-server-name")
          .hasLineCount(1);
      assertThat(check(server, trusting(), "--tls-server-name=other.example").exit()).isZero();
    }
  }

  @Test
  void a_certificate_of_an_unknown_authority_is_one_line() throws Exception {
    try (HealthServer server = HealthServer.tls(certificates, "good")) {
      Command untrusted = check(server);
      assertThat(untrusted.exit()).isEqualTo(2);
      assertThat(untrusted.err())
          .contains("the certificate is not trusted", "--tls-ca-cert")
          .hasLineCount(1);
    }
  }

  @Test
  void nothing_is_verified_if_one_says_so() throws Exception {
    for (String alias : new String[] {"expired", "other"}) {
      try (HealthServer server = HealthServer.tls(certificates, alias)) {
        assertThat(check(server, "--tls-no-verify").exit()).isZero();
      }
    }
  }

  @Test
  void a_client_shows_its_certificate() throws Exception {
    try (HealthServer server = HealthServer.mutualTls(certificates, "good")) {
      Command shown =
          check(
              server,
              trusting(),
              "--tls-client-cert=" + certificates.certificate("client"),
              "--tls-client-key=" + certificates.key("client"));
      assertThat(shown).isEqualTo(new Command(0, "status: SERVING\n", ""));
      Command none = check(server, trusting());
      assertThat(none.exit()).isEqualTo(2);
      assertThat(none.err()).hasLineCount(1);
    }
  }

  @Test
  void TLS_to_a_server_in_plain_text_is_one_line_and_so_is_the_reverse() throws Exception {
    try (HealthServer server = HealthServer.plain()) {
      Command wrong = check(server, trusting());
      assertThat(wrong.exit()).isEqualTo(2);
      assertThat(wrong.err()).contains("the server does not speak TLS").hasLineCount(1);
    }
    try (HealthServer server = HealthServer.tls(certificates, "good")) {
      Command wrong = Command.run("check", "--addr", server.address());
      assertThat(wrong.exit()).isEqualTo(2);
      assertThat(wrong.err()).contains("if the server speaks TLS, add --tls").hasLineCount(1);
    }
  }
}
