package io.celeriac.redis;

import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names of options that mean something here, or to another transport that shares the setting.
 */
final class KnownOptions {
  private static final Logger log = LoggerFactory.getLogger(KnownOptions.class);

  private static final Set<String> ACTED_ON =
      Set.of(
          "ack_emulation",
          "body_encoding",
          "celeriac_redis_lease",
          "client_name",
          "deadletter_queue",
          "fanout_patterns",
          "fanout_prefix",
          "global_keyprefix",
          "health_check_interval",
          "master_name",
          "min_other_sentinels",
          "polling_interval",
          "priority_steps",
          "queue_order_strategy",
          "sentinel_fanout_compat",
          "sentinel_kwargs",
          "sep",
          "socket_connect_timeout",
          "socket_timeout",
          "unacked_index_key",
          "unacked_key",
          "unacked_mutex_expire",
          "unacked_mutex_key",
          "unacked_restore_interval",
          "unacked_restore_limit",
          "unacked_restore_throttle",
          "visibility_timeout");

  /** Of kombu's client library, its retries, or other transports: without a meaning here. */
  private static final Set<String> WITHOUT_MEANING =
      Set.of(
          "client_properties",
          "confirm_publish",
          "confirm_timeout",
          "errback",
          "interval_max",
          "interval_start",
          "interval_step",
          "max_connections",
          "max_retries",
          "native_delayed_delivery_queue_type",
          "queue_tags",
          "read_timeout",
          "reauth_check_interval",
          "retry_on_timeout",
          "socket_keepalive",
          "socket_keepalive_options",
          "socket_settings",
          "write_timeout");

  private KnownOptions() {}

  /** Warns of options that are neither, since they may be misspelt. */
  static void warnOfOthers(OptionReader options) {
    for (String name : options.names()) {
      if (!ACTED_ON.contains(name) && !WITHOUT_MEANING.contains(name)) {
        log.warn(
            "{} has '{}', which the Redis transport does not know and ignores; it knows {}",
            options.setting(),
            name,
            ACTED_ON.stream().sorted().toList());
      }
    }
  }
}
