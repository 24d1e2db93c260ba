package io.celeriac.redis;

import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.ChordTimes;
import io.celeriac.spi.Pauses;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultBackendConfig;
import io.celeriac.spi.ResultBackendProvider;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Makes the Redis result backend for {@code redis://}, {@code rediss://} (TLS), {@code
 * redis+socket://} and {@code sentinel://} URLs; found with {@link java.util.ServiceLoader}.
 */
public final class RedisResultBackendProvider implements ResultBackendProvider {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(4);
  private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration HEALTH_CHECK = Duration.ofSeconds(25);

  @Override
  public Set<String> schemes() {
    return Set.of("redis", "rediss", "redis+socket", "sentinel");
  }

  /**
   * {@inheritDoc}
   *
   * <p>Acts on {@code result_expires}, {@code result_failure_expires}, {@code
   * result_chord_expires}, {@code result_chord_join_timeout}, {@code
   * result_backend_transport_options}, {@code redis_backend_use_ssl}, the other {@code redis_}
   * settings, and those for retries. The options are Celery's {@code global_keyprefix}, {@code
   * retry_policy}, {@code result_chord_ordered}, {@code master_name}, {@code min_other_sentinels}
   * and {@code sentinel_kwargs}, and {@code celeriac_redis_cluster} for a Redis Cluster.
   */
  @Override
  public ResultBackend open(ResultBackendConfig config) {
    Settings settings = config.settings();
    OptionReader options = options(config);
    ServerSettings reader =
        new ServerSettings(
            options,
            settings.find(Setting.REDIS_BACKEND_USE_SSL).orElse(null),
            "redis_backend_use_ssl, " + settings.origin(Setting.REDIS_BACKEND_USE_SSL),
            options.seconds(
                "socket_connect_timeout",
                settings.find(Setting.REDIS_SOCKET_CONNECT_TIMEOUT).orElse(CONNECT_TIMEOUT)),
            options.seconds("socket_timeout", replyTimeout(settings)),
            options.text(
                "client_name", settings.find(Setting.REDIS_CLIENT_NAME).orElse("celeriac")),
            ServerDefaults.of(settings));
    Servers servers = reader.of(config.urls());
    boolean cluster = options.flag("celeriac_redis_cluster", false);
    return new RedisResultBackend(
        servers,
        cluster
            ? new ClusterCommands(servers, new ClusterMap(servers))
            : new Pipeline("celeriac-redis-results", servers::connect),
        // A Python that decodes whatever it reads cannot read compressed results.
        options.flag("decode_responses", false) ? config.codec().uncompressed() : config.codec(),
        new ResultOptions(
            ResultKeys.of(options.text("global_keyprefix", ""), cluster),
            settings.find(Setting.RESULT_EXPIRES).orElse(Duration.ZERO),
            settings
                .find(Setting.RESULT_FAILURE_EXPIRES)
                .or(() -> settings.find(Setting.RESULT_EXPIRES))
                .orElse(Duration.ZERO),
            ChordTimes.of(settings),
            options.flag("result_chord_ordered", true),
            retries(settings, options),
            options.seconds(
                "health_check_interval",
                settings.find(Setting.REDIS_BACKEND_HEALTH_CHECK_INTERVAL).orElse(HEALTH_CHECK))));
  }

  /** The setting's options, overlaid by those in the URL's query, as Celery has it. */
  private static OptionReader options(ResultBackendConfig config) {
    Settings settings = config.settings();
    Map<String, Object> options =
        new LinkedHashMap<>(settings.get(Setting.RESULT_BACKEND_TRANSPORT_OPTIONS));
    BrokerUrl url = config.urls().getFirst();
    url.query()
        .forEach((name, value) -> {
          if (!name.startsWith("ssl_") && !name.equals("virtual_host")) {
            options.put(name, value);
          }
        });
    return new OptionReader(
        "result_backend_transport_options",
        settings.origin(Setting.RESULT_BACKEND_TRANSPORT_OPTIONS) + ", or " + url.masked(),
        options);
  }

  /** Celery's default of 120 s is for its blocking client; ours would notice a dead server late. */
  private static Duration replyTimeout(Settings settings) {
    return settings.isSet(Setting.REDIS_SOCKET_TIMEOUT)
        ? settings.find(Setting.REDIS_SOCKET_TIMEOUT).orElse(REPLY_TIMEOUT)
        : REPLY_TIMEOUT;
  }

  private static Pauses retries(Settings settings, OptionReader options) {
    OptionReader policy =
        new OptionReader(
            "retry_policy of result_backend_transport_options",
            "settings",
            options.map("retry_policy"));
    int most = policy.number("max_retries", 20);
    Pauses first =
        Pauses.growing(
            most,
            policy.seconds("interval_start", Duration.ZERO),
            policy.seconds("interval_step", Duration.ofSeconds(1)),
            policy.seconds("interval_max", Duration.ofSeconds(1)));
    if (!settings.get(Setting.RESULT_BACKEND_ALWAYS_RETRY)) {
      return first;
    }
    return first.then(
        most,
        Pauses.jittered(
            settings.get(Setting.RESULT_BACKEND_MAX_RETRIES),
            settings.get(Setting.RESULT_BACKEND_BASE_SLEEP_BETWEEN_RETRIES_MS),
            settings.get(Setting.RESULT_BACKEND_MAX_SLEEP_BETWEEN_RETRIES_MS),
            RandomGenerator.getDefault()));
  }
}
