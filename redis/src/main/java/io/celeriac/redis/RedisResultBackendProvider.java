package io.celeriac.redis;

import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.ChordTimes;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultBackendConfig;
import io.celeriac.spi.ResultBackendProvider;
import java.time.Duration;
import java.util.Set;

/**
 * Makes the Redis result backend for {@code redis://}, {@code rediss://} (TLS), {@code
 * redis+socket://} and {@code sentinel://} URLs; found with {@link java.util.ServiceLoader}.
 */
public final class RedisResultBackendProvider implements ResultBackendProvider {
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
    BackendServers backend = BackendServers.of(config.urls(), settings);
    OptionReader options = backend.options();
    return new RedisResultBackend(
        backend.servers(),
        backend.commands("celeriac-redis-results"),
        // A Python that decodes whatever it reads cannot read compressed results.
        options.flag("decode_responses", false) ? config.codec().uncompressed() : config.codec(),
        new ResultOptions(
            ResultKeys.of(options.text("global_keyprefix", ""), backend.cluster()),
            settings.find(Setting.RESULT_EXPIRES).orElse(Duration.ZERO),
            settings
                .find(Setting.RESULT_FAILURE_EXPIRES)
                .or(() -> settings.find(Setting.RESULT_EXPIRES))
                .orElse(Duration.ZERO),
            ChordTimes.of(settings),
            options.flag("result_chord_ordered", true),
            backend.retries(),
            options.seconds(
                "health_check_interval",
                settings.find(Setting.REDIS_BACKEND_HEALTH_CHECK_INTERVAL).orElse(HEALTH_CHECK))));
  }
}
