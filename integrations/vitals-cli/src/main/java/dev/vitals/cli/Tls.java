package dev.vitals.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Whom to trust, and which certificate to show: the TLS options of every command, for gRPC and for
 * HTTPS alike. Methods that read files throw {@link IllegalArgumentException} with a message for
 * the user if one is not what it should be.
 */
final class Tls {

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  private static final String[] KEY_ALGORITHMS = {"RSA", "EC", "EdDSA"};

  @Option(
      names = "--tls-ca-cert",
      paramLabel = "FILE",
      description = "Trust the authorities in this file (PEM) instead of Java's.")
  private @Nullable Path authorities;

  @Option(
      names = "--tls-client-cert",
      paramLabel = "FILE",
      description = "Show this certificate (PEM, its chain included); with --tls-client-key.")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-client-key",
      paramLabel = "FILE",
      description = "The key of that certificate (PEM, PKCS#8).")
  private @Nullable Path key;

  @Option(names = "--tls-no-verify", description = "Trust any certificate of any name. INSECURE.")
  private boolean verifiesNothing;

  /** Whether an option was given that makes no sense without TLS. */
  boolean isGiven() {
    return authorities != null || certificate != null || key != null || verifiesNothing;
  }

  boolean verifies() {
    return !verifiesNothing;
  }

  ChannelCredentials credentials() {
    TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
    TrustManager[] trusted = trustManagers();
    if (trusted != null) {
      credentials.trustManager(trusted);
    }
    KeyManager[] shown = keyManagers();
    if (shown != null) {
      credentials.keyManager(shown);
    }
    return credentials.build();
  }

  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers(), trustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("TLS: " + e.getMessage(), e);
    }
  }

  private TrustManager @Nullable [] trustManagers() {
    if (verifiesNothing) {
      if (authorities != null) {
        throw new IllegalArgumentException("--tls-no-verify: beside --tls-ca-cert (expected: one)");
      }
      return new TrustManager[] {new TrustAnybody()};
    }
    if (authorities == null) {
      return null;
    }
    try {
      KeyStore store = emptyStore();
      int number = 0;
      for (Certificate each : certificates("--tls-ca-cert", authorities)) {
        store.setCertificateEntry("authority-" + number++, each);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw unreadable("--tls-ca-cert", authorities, "certificates in PEM", e);
    }
  }

  private KeyManager @Nullable [] keyManagers() {
    if (certificate == null && key == null) {
      return null;
    }
    if (certificate == null || key == null) {
      String missing = certificate == null ? "--tls-client-cert" : "--tls-client-key";
      throw new IllegalArgumentException(missing + ": missing (expected: certificate and key)");
    }
    try {
      Collection<? extends Certificate> chain = certificates("--tls-client-cert", certificate);
      char[] none = new char[0];
      KeyStore store = emptyStore();
      store.setKeyEntry("client", key(key), none, chain.toArray(Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, none);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw unreadable("--tls-client-key", key, "the key of the certificate", e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(String option, Path file)
      throws GeneralSecurityException {
    Collection<? extends Certificate> found;
    try (InputStream stream = Files.newInputStream(file)) {
      found = CertificateFactory.getInstance("X.509").generateCertificates(stream);
    } catch (GeneralSecurityException | IOException e) {
      throw unreadable(option, file, "certificates in PEM", e);
    }
    if (found.isEmpty()) {
      throw unreadable(option, file, "certificates in PEM", null);
    }
    return found;
  }

  private static PrivateKey key(Path file) throws GeneralSecurityException {
    byte[] encoded;
    try {
      Matcher pem = KEY.matcher(Files.readString(file, ISO_8859_1));
      if (!pem.find()) {
        throw unreadable(
            "--tls-client-key",
            file,
            "PKCS#8 in PEM; openssl pkcs8 -topk8 -nocrypt makes it",
            null);
      }
      encoded = Base64.getMimeDecoder().decode(pem.group(1));
    } catch (IOException e) {
      throw unreadable("--tls-client-key", file, "PKCS#8 in PEM", e);
    }
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (InvalidKeySpecException e) {
        // of another algorithm
      }
    }
    throw unreadable("--tls-client-key", file, "an RSA, EC or EdDSA key", null);
  }

  private static IllegalArgumentException unreadable(
      String option, Path file, String expected, @Nullable Exception cause) {
    String told =
        cause == null || cause instanceof GeneralSecurityException
            ? ""
            : " " + cause.getClass().getSimpleName();
    return new IllegalArgumentException(
        option + ": '" + file + "'" + told + " (expected: " + expected + ")", cause);
  }
}
