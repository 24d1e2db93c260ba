package io.celeriac.redis;

import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.MessageLimits;
import io.celeriac.spi.Transport;
import io.celeriac.spi.TransportConfig;
import io.celeriac.spi.TransportProvider;
import java.time.Duration;
import java.util.Set;

/**
 * Makes the Redis transport for {@code redis://}, {@code rediss://} (TLS), {@code redis+socket://}
 * and {@code sentinel://} URLs; found with {@link java.util.ServiceLoader}.
 */
public final class RedisTransportProvider implements TransportProvider {
  private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration HEALTH_CHECK = Duration.ofSeconds(25);

  @Override
  public Set<String> schemes() {
    return Set.of("redis", "rediss", "redis+socket", "sentinel");
  }

  /**
   * {@inheritDoc}
   *
   * <p>Acts on {@code broker_transport_options} by kombu's names, {@code broker_use_ssl}, {@code
   * broker_connection_timeout} and {@code celeriac_redis_cluster_hash_tags}.
   */
  @Override
  public Transport open(TransportConfig config) {
    Settings settings = config.settings();
    OptionReader options =
        new OptionReader(
            "broker_transport_options",
            settings.origin(Setting.BROKER_TRANSPORT_OPTIONS),
            settings.get(Setting.BROKER_TRANSPORT_OPTIONS));
    KnownOptions.warnOfOthers(options);
    ServerSettings servers =
        new ServerSettings(
            options,
            settings.get(Setting.BROKER_USE_SSL),
            "broker_use_ssl, " + settings.origin(Setting.BROKER_USE_SSL),
            options.seconds(
                "socket_connect_timeout", settings.get(Setting.BROKER_CONNECTION_TIMEOUT)),
            options.seconds("socket_timeout", REPLY_TIMEOUT),
            options.text("client_name", config.clientName()),
            ServerDefaults.none());
    boolean sentinel = config.urls().getFirst().scheme().equals("sentinel");
    return new RedisTransport(
        servers.of(config.urls()),
        RedisOptions.read(options, sentinel, settings.get(Setting.CELERIAC_REDIS_CLUSTER_HASH_TAGS))
            .limitedTo(MessageLimits.of(settings)),
        options.seconds("health_check_interval", HEALTH_CHECK),
        config.clock());
  }
}
