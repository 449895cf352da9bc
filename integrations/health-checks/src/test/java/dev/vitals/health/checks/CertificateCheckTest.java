package dev.vitals.health.checks;

import static dev.vitals.health.CheckResult.Outcome.PASSING;
import static java.time.Duration.ofDays;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real certificates, made by keytool. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CertificateCheckTest {

  @TempDir Path folder;

  /** Makes a key store with a certificate that is valid for some days, and returns it. */
  private Path keyStore(String name, int days) throws Exception {
    Path store = folder.resolve(name + ".p12");
    keytool(
        "-genkeypair",
        "-keystore",
        store.toString(),
        "-storepass",
        "secret",
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + name,
        "-validity",
        String.valueOf(days));
    return store;
  }

  private Path pem(String name, int days) throws Exception {
    Path file = folder.resolve(name + ".pem");
    keytool(
        "-exportcert",
        "-rfc",
        "-keystore",
        keyStore(name, days).toString(),
        "-storepass",
        "secret",
        "-alias",
        name,
        "-file",
        file.toString());
    return file;
  }

  private void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(20, SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }

  @Test
  void A_certificate_that_is_about_to_expire_is_degraded_until_the_file_is_renewed()
      throws Exception {
    Path file = pem("short", 3);
    try (Running check = Running.of(CertificateCheck.ofFile("tls", file, ofDays(14)))) {
      check.becomes(PASSING, "CN=short expires at ");
      Files.copy(pem("long", 400), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      check.passes();
      Files.writeString(file, "");
      check.fails("no certificate there");
      Files.delete(file);
      check.fails("NoSuchFileException");
    }
  }

  @Test
  void One_that_has_expired_or_is_not_valid_yet_fails() throws Exception {
    Path file = pem("short", 3);
    Instant[] now = {Instant.now()};
    CertificateCheck.Source source =
        () -> {
          try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in);
          }
        };
    try (Running check = Running.of(CertificateCheck.of("tls", source, ofDays(1), () -> now[0]))) {
      check.passes();
      now[0] = Instant.now().plus(ofDays(4));
      check.fails("CN=short expired at ");
      now[0] = Instant.now().minus(ofDays(1));
      check.fails("CN=short is not valid before ");
    }
  }

  @Test
  void The_first_to_expire_in_a_key_store_counts() throws Exception {
    Path file = keyStore("long", 400);
    keytool(
        "-genkeypair",
        "-keystore",
        file.toString(),
        "-storepass",
        "secret",
        "-alias",
        "short",
        "-keyalg",
        "EC",
        "-dname",
        "CN=short",
        "-validity",
        "3");
    KeyStore store = KeyStore.getInstance(file.toFile(), "secret".toCharArray());
    try (Running check = Running.of(CertificateCheck.ofKeyStore("tls", store, ofDays(14)))) {
      check.becomes(PASSING, "CN=short expires at ");
      assertThat(check.report().tags()).containsExactly("shared");
    }
  }
}
