package io.celeriac.redis;

import io.celeriac.SettingException;
import io.celeriac.spi.PemTls;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How connections are encrypted. Certificates and host names are verified unless an option says
 * otherwise, which is stricter than kombu.
 *
 * @param pem the trusted authorities, and our own certificate where one is given
 * @param verifyHost whether the certificate has to name the host
 */
record Tls(PemTls pem, boolean verifyHost) {

  /**
   * Reads Python's options, with or without their prefix {@code ssl_}: {@code cert_reqs}, {@code
   * check_hostname}, and the PEM files {@code ca_certs}, {@code certfile} and {@code keyfile}.
   *
   * @param options by name
   * @param origin where they come from, for errors
   * @throws SettingException naming the option that cannot be used
   */
  static Tls of(Map<String, Object> options, String origin) {
    Map<String, String> named = new LinkedHashMap<>();
    options.forEach((name, value) ->
        named.put(name.startsWith("ssl_") ? name.substring(4) : name, value.toString()));
    boolean verify = verifies(named.remove("cert_reqs"), origin);
    String checkHost = named.remove("check_hostname");
    PemTls pem =
        new PemTls(
            path(named.remove("ca_certs")),
            path(named.remove("certfile")),
            path(named.remove("keyfile")),
            verify);
    if (!named.isEmpty()) {
      throw new SettingException(
          "TLS option '%s' (%s) is not known; expected ssl_cert_reqs, ssl_check_hostname,"
                  .formatted(named.keySet().iterator().next(), origin)
              + " ssl_ca_certs, ssl_certfile or ssl_keyfile");
    }
    return new Tls(pem, verify && !"false".equalsIgnoreCase(checkHost));
  }

  private static boolean verifies(@Nullable String requirement, String origin) {
    if (requirement == null) {
      return true;
    }
    // Python's numbers are those of its constants.
    return switch (requirement.toLowerCase(Locale.ROOT)) {
      case "required", "cert_required", "optional", "cert_optional", "1", "2" -> true;
      case "none", "cert_none", "0" -> false;
      default ->
          throw new SettingException(
              "ssl_cert_reqs is '%s' (%s); expected required, optional or none"
                  .formatted(requirement, origin));
    };
  }

  private static @Nullable Path path(@Nullable String file) {
    return file == null ? null : Path.of(file);
  }
}
