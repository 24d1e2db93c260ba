package io.celeriac.amqp;

import io.celeriac.Setting;
import io.celeriac.SettingException;
import io.celeriac.SettingType;
import io.celeriac.Settings;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.TransportConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to open a connection, apart from where.
 *
 * @param connectTimeout how long the peer may take to accept, and again to answer each step of the
 *     handshake
 * @param heartbeat how often to show signs of life at least, if the broker does not want it more
 *     often; zero leaves it to the broker
 * @param login how to log in
 * @param tls how to encrypt; null for not at all, unless the URL says so
 * @param clientProperties what to tell the broker about us
 * @param frameMax the longest frame, in bytes; zero leaves it to the broker
 * @param maxBodyBytes the longest body of a delivery that is read, in bytes
 */
record ConnectionSettings(
    Duration connectTimeout,
    Duration heartbeat,
    LoginMethod login,
    @Nullable Tls tls,
    Map<String, Object> clientProperties,
    int frameMax,
    int maxBodyBytes) {

  private static final int LONGEST_HEARTBEAT = 65_535;

  /**
   * As an app's settings say.
   *
   * @throws SettingException when one of them cannot be used
   */
  static ConnectionSettings of(TransportConfig config) {
    Settings settings = config.settings();
    TransportOptions options = new TransportOptions(settings);
    Duration heartbeat = settings.find(Setting.BROKER_HEARTBEAT).orElse(Duration.ZERO);
    return new ConnectionSettings(
        positive(settings, Setting.BROKER_CONNECTION_TIMEOUT),
        heartbeat,
        LoginMethod.named(
            settings.find(Setting.BROKER_LOGIN_METHOD).orElse("PLAIN"),
            settings.origin(Setting.BROKER_LOGIN_METHOD)),
        Tls.of(settings),
        clientProperties(
            config.clientName(), options.get("client_properties", SettingType.MAP, Map.of())),
        options.get("frame_max", SettingType.INTEGER, 0),
        options.positive("max_body_bytes", settings.get(Setting.CELERIAC_MAX_BODY_BYTES)));
  }

  private static Duration positive(Settings settings, Setting<Duration> setting) {
    Duration value = settings.get(setting);
    if (!value.isPositive()) {
      throw new SettingException(
          "Setting %s is %s (%s); it has to be more than zero"
              .formatted(setting.name(), value, settings.origin(setting)));
    }
    return value;
  }

  private static Map<String, Object> clientProperties(
      String clientName, Map<String, Object> given) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("product", "Celeriac");
    String version = ConnectionSettings.class.getPackage().getImplementationVersion();
    properties.put("version", version == null ? "development" : version);
    properties.put("platform", "Java " + Runtime.version().feature());
    properties.put("connection_name", clientName);
    properties.put(
        "capabilities",
        Map.of(
            "publisher_confirms", true,
            "basic.nack", true,
            "consumer_cancel_notify", true,
            "connection.blocked", true,
            "authentication_failure_close", true));
    properties.putAll(given);
    return properties;
  }

  /** With what the query of a URL says in place of the settings, as kombu reads it. */
  ConnectionSettings with(BrokerUrl url) {
    Map<String, String> query = url.query();
    boolean encrypted = tls == null && url.scheme().equals("amqps");
    return new ConnectionSettings(
        query.containsKey("connect_timeout") ? seconds(query, "connect_timeout") : connectTimeout,
        query.containsKey("heartbeat") ? seconds(query, "heartbeat") : heartbeat,
        query.containsKey("login_method")
            ? LoginMethod.named(query.getOrDefault("login_method", ""), "broker URL " + url)
            : login,
        encrypted ? Tls.DEFAULT : tls,
        clientProperties,
        frameMax,
        maxBodyBytes);
  }

  private static Duration seconds(Map<String, String> query, String name) {
    return SettingType.SECONDS.read(query.getOrDefault(name, "")).orElseThrow();
  }

  int connectMillis() {
    return (int) Math.min(Integer.MAX_VALUE / 2, Math.max(1, connectTimeout.toMillis()));
  }

  int heartbeatSeconds() {
    return (int) Math.min(LONGEST_HEARTBEAT, heartbeat.plusMillis(999).toSeconds());
  }
}
