package io.celeriac;

import io.celeriac.spi.PemCertificates;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * The certificate of one who signs messages.
 *
 * @param certificate the certificate, of an RSA key
 * @param id how messages name it: its issuer's parts and its serial number, as Celery writes them
 */
record SignerCertificate(X509Certificate certificate, String id) {

  static SignerCertificate of(Path file) {
    X509Certificate first = PemCertificates.of(file, "a certificate").getFirst();
    if (!(first.getPublicKey() instanceof RSAPublicKey)) {
      throw new SettingException(
          "The certificate in '%s' is of a key for %s; messages are signed with RSA only"
              .formatted(file, first.getPublicKey().getAlgorithm()));
    }
    try {
      return new SignerCertificate(
          first, issuer(first.getIssuerX500Principal()) + " " + first.getSerialNumber());
    } catch (InvalidNameException e) {
      throw new SettingException(
          "The issuer of the certificate in '" + file + "' cannot be read: " + e.getMessage(), e);
    }
  }

  RSAPublicKey key() {
    return (RSAPublicKey) certificate.getPublicKey();
  }

  boolean hasExpired(Instant now) {
    return !now.isBefore(certificate.getNotAfter().toInstant());
  }

  /** The values alone, in the order of the certificate. */
  private static String issuer(X500Principal issuer) throws InvalidNameException {
    // A type without a name of its own would have its value written in hexadecimal.
    Map<String, String> names = new HashMap<>();
    for (Rdn part : new LdapName(issuer.getName(X500Principal.RFC2253)).getRdns()) {
      part.toAttributes()
          .getIDs()
          .asIterator()
          .forEachRemaining(type -> {
            if (Character.isDigit(type.charAt(0))) {
              names.put(type, "T" + names.size());
            }
          });
    }
    String named = issuer.getName(X500Principal.RFC2253, names);
    return new LdapName(named)
        .getRdns().stream().map(SignerCertificate::text).collect(Collectors.joining(" "));
  }

  private static String text(Rdn part) {
    if (part.size() == 1) {
      return text(part.getValue());
    }
    // Several values that stand for one level: as they stand there.
    List<String> values =
        List.of(part.toString().split("(?<!\\\\)\\+", -1)).stream()
            .map(each -> text(Rdn.unescapeValue(each.substring(each.indexOf('=') + 1))))
            .toList();
    return String.join(" ", values);
  }

  private static String text(Object value) {
    return value instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(value);
  }
}
