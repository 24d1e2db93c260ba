package io.celeriac.amqp;

import io.celeriac.Setting;
import io.celeriac.SettingException;
import io.celeriac.SettingType;
import io.celeriac.Settings;
import io.celeriac.spi.PemTls;
import io.celeriac.spi.Secrets;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * How connections are encrypted: Celery's {@code broker_use_ssl} for AMQP. Unlike Python, which
 * checks the host name only where {@code server_hostname} is given, the name is always checked
 * unless {@code check_hostname} or {@code cert_reqs} says otherwise.
 *
 * @param files whom to trust, and who we are
 * @param checkHost whether the certificate has to name the host
 * @param serverName the name to expect in place of the URL's host, or null
 */
record Tls(PemTls files, boolean checkHost, @Nullable String serverName) {

  private static final Set<String> KNOWN =
      Set.of("ca_certs", "certfile", "keyfile", "cert_reqs", "server_hostname", "check_hostname");

  // Of Python's ssl module; they have no counterpart here, or are as they should be.
  private static final Set<String> IGNORED =
      Set.of(
          "version", "ciphers", "do_handshake_on_connect", "suppress_ragged_eofs", "server_side");

  /** With the JVM's authorities and the host of the URL. */
  static final Tls DEFAULT = new Tls(new PemTls(null, null, null, true), true, null);

  /**
   * What {@code broker_use_ssl} says; null when it is false or not set.
   *
   * @throws SettingException naming a member that is unknown or malformed
   */
  static @Nullable Tls of(Settings settings) {
    Object value = settings.find(Setting.BROKER_USE_SSL).orElse(false);
    return switch (value) {
      case Boolean on -> on ? DEFAULT : null;
      case Map<?, ?> options -> of(options, settings.origin(Setting.BROKER_USE_SSL));
      default -> throw new IllegalStateException("broker_use_ssl was read as " + value);
    };
  }

  private static Tls of(Map<?, ?> given, String origin) {
    Map<String, Object> options = new LinkedHashMap<>();
    given.forEach((key, value) -> {
      // Redis' names for the same things have a prefix.
      String name = String.valueOf(key).replaceFirst("^ssl_", "");
      if (!KNOWN.contains(name) && !IGNORED.contains(name)) {
        throw malformed(String.valueOf(key), value, origin, "a member of " + KNOWN);
      }
      if (value != null) {
        options.put(name, value);
      }
    });
    boolean verify = verify(options.getOrDefault("cert_reqs", "required"), origin);
    Object check = options.getOrDefault("check_hostname", true);
    boolean checkHost =
        SettingType.BOOLEAN
            .read(check)
            .orElseThrow(
                () -> malformed("check_hostname", check, origin, SettingType.BOOLEAN.form()));
    Object serverName = options.get("server_hostname");
    return new Tls(
        new PemTls(
            path(options, "ca_certs"), path(options, "certfile"), path(options, "keyfile"), verify),
        verify && checkHost,
        serverName == null ? null : serverName.toString());
  }

  private static boolean verify(Object requirement, String origin) {
    return switch (requirement.toString().toLowerCase(Locale.ROOT).replaceFirst("^cert_", "")) {
      case "none", "0" -> false;
      case "optional", "1", "required", "2" -> true; // a server always has a certificate
      default ->
          throw malformed("cert_reqs", requirement, origin, "one of required, optional, none");
    };
  }

  private static @Nullable Path path(Map<String, Object> options, String name) {
    Object value = options.get(name);
    return value == null ? null : Path.of(value.toString());
  }

  private static SettingException malformed(
      String name, @Nullable Object value, String origin, String form) {
    return new SettingException(
        "Setting broker_use_ssl has a wrong member '%s' (value %s, %s); expected %s"
            .formatted(name, Secrets.masked(name, value), origin, form));
  }

  /** Encrypts a connected socket, within its read timeout. */
  SSLSocket over(Socket plain, String host, int port) throws IOException {
    String name = serverName == null ? host : serverName;
    SSLSocket socket =
        (SSLSocket) files.context().getSocketFactory().createSocket(plain, name, port, true);
    if (checkHost) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
    }
    socket.startHandshake();
    return socket;
  }
}
