package io.celeriac;

import io.celeriac.spi.PemKey;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs what this app sends, with {@code security_key}, in the name of {@code
 * security_certificate}. Immutable.
 *
 * @param key the private key
 * @param id how messages name who signs
 * @param digest how
 */
record Signer(PrivateKey key, String id, SignatureDigest digest) {

  private static final Logger LOG = LoggerFactory.getLogger(Signer.class);

  static Signer of(Settings settings, Clock clock) {
    Path keyFile = Path.of(settings.find(Setting.SECURITY_KEY).orElseThrow());
    Path certificateFile = Path.of(settings.find(Setting.SECURITY_CERTIFICATE).orElseThrow());
    PrivateKey key =
        PemKey.read(keyFile, settings.find(Setting.SECURITY_KEY_PASSWORD).orElse(null));
    SignerCertificate certificate = SignerCertificate.of(certificateFile);
    if (!(key instanceof RSAPrivateKey rsa)) {
      throw new SettingException(
          "The private key in '%s' of security_key (%s) is for %s; messages are signed with RSA only"
              .formatted(keyFile, settings.origin(Setting.SECURITY_KEY), key.getAlgorithm()));
    }
    if (!rsa.getModulus().equals(certificate.key().getModulus())) {
      throw new SettingException(
          ("The certificate in '%s' of security_certificate (%s) is not that of the private key in"
                  + " '%s' of security_key (%s): nobody could verify what is signed")
              .formatted(
                  certificateFile,
                  settings.origin(Setting.SECURITY_CERTIFICATE),
                  keyFile,
                  settings.origin(Setting.SECURITY_KEY)));
    }
    if (certificate.hasExpired(clock.instant())) {
      LOG.warn(
          "The certificate in '{}' of security_certificate ({}) expired at {}: others refuse what is"
              + " signed here",
          certificateFile,
          settings.origin(Setting.SECURITY_CERTIFICATE),
          certificate.certificate().getNotAfter().toInstant());
    }
    return new Signer(key, certificate.id(), SignatureDigest.of(settings));
  }

  byte[] sign(byte[] data) {
    return digest.sign(key, data);
  }

  /** Keeps the key out of every log. */
  @Override
  public String toString() {
    return "Signer[" + id + "]";
  }
}
