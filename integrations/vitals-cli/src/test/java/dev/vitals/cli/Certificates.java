package dev.vitals.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An authority and certificates that it has signed, made with the JDK's own tool, in the files that
 * a command line takes.
 */
final class Certificates {

  private static final String PASSWORD = "password";

  private final Path folder;
  private final Path store;

  /** Makes the authority. */
  Certificates(Path folder) throws Exception {
    this.folder = folder;
    this.store = folder.resolve("keys.p12");
    keytool("-alias", "authority", "-dname", "CN=authority", "-ext", "bc:c");
    write("authority");
  }

  /** Makes a certificate for a name, which the authority signs; further arguments go to keytool. */
  Certificates add(String alias, String subject, String... further) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("-alias", alias, "-dname", "CN=" + alias, "-signer", "authority"));
    arguments.addAll(List.of("-ext", "san=" + subject));
    arguments.addAll(List.of(further));
    keytool(arguments.toArray(String[]::new));
    write(alias);
    return this;
  }

  Path authority() {
    return certificate("authority");
  }

  Path certificate(String alias) {
    return folder.resolve(alias + ".crt");
  }

  Path key(String alias) {
    return folder.resolve(alias + ".key");
  }

  private void keytool(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "sun.security.tools.keytool.Main",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
    command.addAll(List.of(arguments));
    Path said = folder.resolve("keytool.log");
    Process keytool =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).as("keytool has ended").isTrue();
    assertThat(keytool.exitValue()).as("%s", Files.readString(said)).isZero();
  }

  private void write(String alias) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream stream = Files.newInputStream(store)) {
      keys.load(stream, PASSWORD.toCharArray());
    }
    StringBuilder chain = new StringBuilder();
    for (Certificate each : keys.getCertificateChain(alias)) {
      chain.append(pem("CERTIFICATE", each.getEncoded()));
    }
    Files.writeString(certificate(alias), chain);
    byte[] key = keys.getKey(alias, PASSWORD.toCharArray()).getEncoded();
    Files.writeString(key(alias), pem("PRIVATE KEY", key));
  }

  private static String pem(String type, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes);
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(type, text, type);
  }
}
