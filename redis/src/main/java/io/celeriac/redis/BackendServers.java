package io.celeriac.redis;

import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.Pauses;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The servers that keep something for an app, its results or a schedule, by the settings of the
 * result backend.
 *
 * @param options {@code result_backend_transport_options}, overlaid by those in the URL's query, as
 *     Celery has it
 * @param servers where they are
 * @param retries how often and when a command is tried again
 */
record BackendServers(OptionReader options, Servers servers, Pauses retries) {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(4);
  private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(15);

  /**
   * Those of some URLs; no I/O.
   *
   * @throws io.celeriac.SettingException when a URL or an option cannot be used
   */
  static BackendServers of(List<BrokerUrl> urls, Settings settings) {
    OptionReader options = options(urls.getFirst(), settings);
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
    return new BackendServers(options, reader.of(urls), retries(settings, options));
  }

  /** Whether they are a Redis Cluster. */
  boolean cluster() {
    return options.flag("celeriac_redis_cluster", false);
  }

  /** Where commands are sent. */
  Commands commands(String threadName) {
    return cluster()
        ? new ClusterCommands(servers, new ClusterMap(servers))
        : new Pipeline(threadName, servers::connect);
  }

  private static OptionReader options(BrokerUrl url, Settings settings) {
    Map<String, Object> options =
        new LinkedHashMap<>(settings.get(Setting.RESULT_BACKEND_TRANSPORT_OPTIONS));
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
