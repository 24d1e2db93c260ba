package io.celeriac;

import io.celeriac.protocol.DecodeException;
import io.celeriac.spi.PemCertificates;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The certificates of those whose signatures count: {@code security_cert_store}. Immutable. */
final class SignerCertificates {

  private final Map<String, SignerCertificate> byId;
  private final SignatureDigest digest;
  private final Clock clock;

  private SignerCertificates(
      Map<String, SignerCertificate> byId, SignatureDigest digest, Clock clock) {
    this.byId = byId;
    this.digest = digest;
    this.clock = clock;
  }

  /**
   * Reads them.
   *
   * @throws SettingException when a file holds none, one has expired, or two are the same
   */
  static SignerCertificates of(Settings settings, Clock clock) {
    String pattern = settings.find(Setting.SECURITY_CERT_STORE).orElseThrow();
    String origin = settings.origin(Setting.SECURITY_CERT_STORE);
    Map<String, SignerCertificate> byId = new LinkedHashMap<>();
    List<Path> files = PemCertificates.files(pattern);
    for (Path file : files) {
      SignerCertificate certificate = SignerCertificate.of(file);
      if (certificate.hasExpired(clock.instant())) {
        throw new SettingException(
            "The certificate '%s' in '%s' of security_cert_store (%s) expired at %s; take it out"
                .formatted(
                    certificate.id(),
                    file,
                    origin,
                    certificate.certificate().getNotAfter().toInstant()));
      }
      if (byId.put(certificate.id(), certificate) != null) {
        throw new SettingException(
            ("The certificate '%s' in '%s' of security_cert_store (%s) is there twice, or two have"
                    + " one issuer and serial number; take one out")
                .formatted(certificate.id(), file, origin));
      }
    }
    if (byId.isEmpty()) {
      throw new SettingException(
          ("security_cert_store is '%s' (%s), which names no file; it would be a directory of"
                  + " certificates, or a pattern such as /etc/certs/*.pem")
              .formatted(pattern, origin));
    }
    return new SignerCertificates(byId, SignatureDigest.of(settings), clock);
  }

  /**
   * Checks a signature.
   *
   * @throws DecodeException when it is not by one whose signature counts, saying why
   */
  void verify(String signer, byte[] data, byte[] signature) {
    SignerCertificate certificate = byId.get(signer);
    if (certificate == null) {
      throw new DecodeException(
          "it is signed by '" + signer + "', whose certificate is not in security_cert_store");
    }
    if (certificate.hasExpired(clock.instant())) {
      throw new DecodeException(
          "it is signed by '%s', whose certificate expired at %s"
              .formatted(signer, certificate.certificate().getNotAfter().toInstant()));
    }
    if (!digest.verifies(certificate.key(), data, signature)) {
      throw new DecodeException("its signature by '" + signer + "' is wrong");
    }
  }
}
