package dev.vitals.health.checks;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.ServiceCheck;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * Checks that certificates are valid now, and warns before they expire.
 *
 * <pre>{@code
 * ServiceCheck certificate = CertificateCheck.ofFile("tls", Path.of("/tls/tls.crt"), ofDays(14)).build();
 * }</pre>
 *
 * <p>Tag: {@code shared}, because the replicas mostly share a certificate, and a restart does not
 * renew it. It fails if a certificate of the chain has expired or is not valid yet. It passes as
 * degraded when one expires within the notice: the server still serves, and somebody should look. A
 * file is read in each run, so that a renewed one is seen; whether the server has loaded it, the
 * check cannot see. The period is one minute unless the builder is told otherwise.
 */
public final class CertificateCheck {

  private static final Duration PERIOD = Duration.ofMinutes(1);

  /** Returns the certificates as they are now. */
  @FunctionalInterface
  interface Source {
    Collection<? extends Certificate> certificates() throws IOException, GeneralSecurityException;
  }

  private CertificateCheck() {}

  /**
   * Returns a builder of a check of a file with one or more certificates, in PEM or DER.
   *
   * @param name the check's name
   * @param file read in each run
   * @param notice how long before its end a certificate counts as degraded
   */
  public static ServiceCheck.Builder ofFile(String name, Path file, Duration notice) {
    requireNonNull(file, "file");
    return of(name, () -> read(file), notice, Instant::now);
  }

  /**
   * Returns a builder of a check of all certificates in a key store, trusted ones included.
   *
   * @param name the check's name
   * @param store loaded; read in each run
   * @param notice how long before its end a certificate counts as degraded
   */
  public static ServiceCheck.Builder ofKeyStore(String name, KeyStore store, Duration notice) {
    requireNonNull(store, "store");
    return of(name, () -> read(store), notice, Instant::now);
  }

  static ServiceCheck.Builder of(
      String name, Source source, Duration notice, Supplier<Instant> clock) {
    Require.positive("notice", notice);
    return ServiceCheck.blocking(name, context -> run(source, notice, clock.get()))
        .period(PERIOD)
        .tags(Tags.SHARED);
  }

  private static Collection<? extends Certificate> read(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in);
    }
  }

  private static Collection<Certificate> read(KeyStore store) throws KeyStoreException {
    List<Certificate> all = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      Certificate[] chain = store.getCertificateChain(alias);
      if (chain != null) {
        Collections.addAll(all, chain);
      } else if (store.getCertificate(alias) != null) {
        all.add(store.getCertificate(alias));
      }
    }
    return all;
  }

  private static CheckResult run(Source source, Duration notice, Instant now)
      throws IOException, GeneralSecurityException {
    X509Certificate first = null;
    for (Certificate each : source.certificates()) {
      if (!(each instanceof X509Certificate certificate)) {
        continue;
      }
      if (now.isBefore(certificate.getNotBefore().toInstant())) {
        return CheckResult.failing(
            subject(certificate)
                + " is not valid before "
                + certificate.getNotBefore().toInstant());
      }
      if (first == null || certificate.getNotAfter().before(first.getNotAfter())) {
        first = certificate;
      }
    }
    if (first == null) {
      return CheckResult.failing("no certificate there");
    }
    Instant end = first.getNotAfter().toInstant();
    if (now.isAfter(end)) {
      return CheckResult.failing(subject(first) + " expired at " + end);
    }
    return now.plus(notice).isAfter(end)
        ? CheckResult.passing(subject(first) + " expires at " + end)
        : CheckResult.passing();
  }

  private static String subject(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }
}
