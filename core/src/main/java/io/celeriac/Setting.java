package io.celeriac;

import static io.celeriac.SettingType.ANY;
import static io.celeriac.SettingType.BOOLEAN;
import static io.celeriac.SettingType.BOOLEAN_OR_MAP;
import static io.celeriac.SettingType.DELIVERY_MODE;
import static io.celeriac.SettingType.DOUBLE;
import static io.celeriac.SettingType.INTEGER_OR_AUTO;
import static io.celeriac.SettingType.LIST;
import static io.celeriac.SettingType.MAP;
import static io.celeriac.SettingType.MILLISECONDS;
import static io.celeriac.SettingType.SECONDS;
import static io.celeriac.SettingType.STRING;
import static io.celeriac.SettingType.TIME_ZONE;
import static io.celeriac.SettingType.URLS;
import static io.celeriac.SettingType.integer;
import static io.celeriac.SettingType.oneOf;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of Celery's settings: its own lower-case name, the Java type its value is read as, and
 * Celery's default. The constants are the settings that mean something on the JVM, grouped by the
 * first word of their names; what each one does is told in the configuration reference
 * (docs/configuration.md). The names of all others are known too, so that a configuration shared
 * with Python is accepted as it is. Those that start with {@code celeriac_} are ours.
 *
 * @param <T> the type of a value; times are {@link Duration}s
 */
public final class Setting<T> {

  /** What Redis takes as one value, and half of what an array of Java holds. */
  private static final int MOST_BYTES = 1 << 30;

  public static final Setting<List<String>> ACCEPT_CONTENT =
      of("accept_content", LIST, List.of("json"));

  public static final Setting<Duration> BEAT_CRON_STARTING_DEADLINE =
      of("beat_cron_starting_deadline", SECONDS);
  public static final Setting<Boolean> BEAT_ENABLE_REMOTE_CONTROL =
      of("beat_enable_remote_control", BOOLEAN, false);
  public static final Setting<String> BEAT_LOGFILE = of("beat_logfile", STRING);
  public static final Setting<Duration> BEAT_MAX_LOOP_INTERVAL =
      of("beat_max_loop_interval", SECONDS, Duration.ofSeconds(0));
  public static final Setting<String> BEAT_PIDFILE = of("beat_pidfile", STRING);
  public static final Setting<Duration> BEAT_REMOTE_CONTROL_MAX_TICK_AGE =
      of("beat_remote_control_max_tick_age", SECONDS);
  public static final Setting<Map<String, Object>> BEAT_SCHEDULE =
      of("beat_schedule", MAP, Map.of());
  public static final Setting<String> BEAT_SCHEDULE_FILENAME =
      of("beat_schedule_filename", STRING, "celerybeat-schedule");
  public static final Setting<Integer> BEAT_SYNC_EVERY =
      of("beat_sync_every", integer(0, Integer.MAX_VALUE), 0);

  public static final Setting<Boolean> BROKER_CHANNEL_ERROR_RETRY =
      of("broker_channel_error_retry", BOOLEAN, false);
  public static final Setting<Integer> BROKER_CONNECTION_MAX_RETRIES =
      of("broker_connection_max_retries", integer(0, Integer.MAX_VALUE), 100);
  public static final Setting<Boolean> BROKER_CONNECTION_RETRY =
      of("broker_connection_retry", BOOLEAN, true);
  public static final Setting<Boolean> BROKER_CONNECTION_RETRY_ON_STARTUP =
      of("broker_connection_retry_on_startup", BOOLEAN);
  public static final Setting<Duration> BROKER_CONNECTION_TIMEOUT =
      of("broker_connection_timeout", SECONDS, Duration.ofSeconds(4));
  public static final Setting<String> BROKER_FAILOVER_STRATEGY =
      of("broker_failover_strategy", oneOf("round-robin", "shuffle"));
  public static final Setting<Duration> BROKER_HEARTBEAT =
      of("broker_heartbeat", SECONDS, Duration.ofMinutes(2));
  public static final Setting<String> BROKER_LOGIN_METHOD = of("broker_login_method", STRING);
  public static final Setting<String> BROKER_NATIVE_DELAYED_DELIVERY_QUEUE_TYPE =
      of("broker_native_delayed_delivery_queue_type", oneOf("quorum", "classic"), "quorum");
  public static final Setting<List<String>> BROKER_READ_URL = of("broker_read_url", URLS);
  public static final Setting<Map<String, Object>> BROKER_TRANSPORT_OPTIONS =
      of("broker_transport_options", MAP, Map.of());
  public static final Setting<List<String>> BROKER_URL = of("broker_url", URLS);
  public static final Setting<Object> BROKER_USE_SSL = of("broker_use_ssl", BOOLEAN_OR_MAP, false);
  public static final Setting<List<String>> BROKER_WRITE_URL = of("broker_write_url", URLS);

  public static final Setting<Duration> CELERIAC_BEAT_LOCK_TIMEOUT =
      of("celeriac_beat_lock_timeout", SECONDS, Duration.ofSeconds(10));
  public static final Setting<String> CELERIAC_BEAT_STORE = of("celeriac_beat_store", STRING);
  public static final Setting<String> CELERIAC_BEAT_STORE_NAME =
      of("celeriac_beat_store_name", STRING, "celerybeat");
  public static final Setting<Duration> CELERIAC_DEAD_LETTER_EXPIRES =
      of("celeriac_dead_letter_expires", SECONDS, Duration.ofDays(14));
  public static final Setting<Integer> CELERIAC_DEAD_LETTER_MAX =
      of("celeriac_dead_letter_max", integer(0, Integer.MAX_VALUE), 100_000);
  public static final Setting<String> CELERIAC_DEAD_LETTER_QUEUE =
      of("celeriac_dead_letter_queue", STRING, "celeriac.dead");
  public static final Setting<Duration> CELERIAC_DRAIN_TIMEOUT =
      of("celeriac_drain_timeout", SECONDS);
  public static final Setting<Duration> CELERIAC_ETA_HORIZON =
      of("celeriac_eta_horizon", SECONDS, Duration.ofMinutes(1));
  public static final Setting<Integer> CELERIAC_MAX_BODY_BYTES =
      of("celeriac_max_body_bytes", integer(1, MOST_BYTES), 64 << 20);
  public static final Setting<Integer> CELERIAC_MAX_COMPRESSION_RATIO =
      of("celeriac_max_compression_ratio", integer(1, Integer.MAX_VALUE), 100);
  public static final Setting<Integer> CELERIAC_MAX_DECOMPRESSED_BYTES =
      of("celeriac_max_decompressed_bytes", integer(1, MOST_BYTES), 64 << 20);
  public static final Setting<Integer> CELERIAC_MAX_DELIVERIES =
      of("celeriac_max_deliveries", integer(0, Integer.MAX_VALUE), 5);
  public static final Setting<Integer> CELERIAC_MAX_NESTING =
      of("celeriac_max_nesting", integer(1, 1000), 100);
  public static final Setting<Integer> CELERIAC_MAX_VALUES =
      of("celeriac_max_values", integer(1, Integer.MAX_VALUE), 1_000_000);
  public static final Setting<Boolean> CELERIAC_POOL_STANDBY =
      of("celeriac_pool_standby", BOOLEAN, true);
  public static final Setting<String> CELERIAC_PROFILE =
      of("celeriac_profile", oneOf("fast", "safe"), "fast");
  public static final Setting<Boolean> CELERIAC_REDIS_CLUSTER_HASH_TAGS =
      of("celeriac_redis_cluster_hash_tags", BOOLEAN, false);
  public static final Setting<Duration> CELERIAC_RESULT_DEADLINE =
      of("celeriac_result_deadline", SECONDS, Duration.ofSeconds(30));
  public static final Setting<String> CELERIAC_SIGNATURE =
      of("celeriac_signature", oneOf("off", "sign", "require"), "off");
  public static final Setting<Integer> CELERIAC_SIGNATURE_MEMORY =
      of("celeriac_signature_memory", integer(1, Integer.MAX_VALUE), 100_000);
  public static final Setting<Duration> CELERIAC_SIGNATURE_WINDOW =
      of("celeriac_signature_window", SECONDS, Duration.ofDays(1));
  public static final Setting<String> CELERIAC_UNKNOWN_TASK =
      of("celeriac_unknown_task", oneOf("dead-letter", "delay", "discard"), "dead-letter");
  public static final Setting<Duration> CELERIAC_UNKNOWN_TASK_DELAY =
      of("celeriac_unknown_task_delay", SECONDS, Duration.ofSeconds(10));
  public static final Setting<Duration> CELERIAC_UNKNOWN_TASK_TIMEOUT =
      of("celeriac_unknown_task_timeout", SECONDS, Duration.ofMinutes(15));
  public static final Setting<Duration> CELERIAC_WATCHDOG_INTERVAL =
      of("celeriac_watchdog_interval", SECONDS, Duration.ofSeconds(30));

  public static final Setting<String> CONTROL_EXCHANGE = of("control_exchange", STRING, "celery");
  public static final Setting<Boolean> CONTROL_QUEUE_DURABLE =
      of("control_queue_durable", BOOLEAN, false);
  public static final Setting<Boolean> CONTROL_QUEUE_EXCLUSIVE =
      of("control_queue_exclusive", BOOLEAN, true);
  public static final Setting<Duration> CONTROL_QUEUE_EXPIRES =
      of("control_queue_expires", SECONDS, Duration.ofSeconds(10));
  public static final Setting<Duration> CONTROL_QUEUE_TTL =
      of("control_queue_ttl", SECONDS, Duration.ofMinutes(5));

  public static final Setting<Boolean> ENABLE_UTC = of("enable_utc", BOOLEAN, true);

  public static final Setting<Boolean> DATABASE_CREATE_TABLES_AT_SETUP =
      of("database_create_tables_at_setup", BOOLEAN, true);
  public static final Setting<Map<String, Object>> DATABASE_TABLE_NAMES =
      of("database_table_names", MAP);
  public static final Setting<Map<String, Object>> DATABASE_TABLE_SCHEMAS =
      of("database_table_schemas", MAP);
  public static final Setting<String> DATABASE_URL = of("database_url", STRING);

  public static final Setting<String> EVENT_EXCHANGE = of("event_exchange", STRING, "celeryev");
  public static final Setting<Boolean> EVENT_QUEUE_DURABLE =
      of("event_queue_durable", BOOLEAN, false);
  public static final Setting<Boolean> EVENT_QUEUE_EXCLUSIVE =
      of("event_queue_exclusive", BOOLEAN, true);
  public static final Setting<Duration> EVENT_QUEUE_EXPIRES =
      of("event_queue_expires", SECONDS, Duration.ofSeconds(60));
  public static final Setting<String> EVENT_QUEUE_PREFIX =
      of("event_queue_prefix", STRING, "celeryev");
  public static final Setting<Duration> EVENT_QUEUE_TTL =
      of("event_queue_ttl", SECONDS, Duration.ofSeconds(5));
  public static final Setting<String> EVENT_SERIALIZER = of("event_serializer", STRING, "json");

  public static final Setting<Duration> REDIS_BACKEND_HEALTH_CHECK_INTERVAL =
      of("redis_backend_health_check_interval", SECONDS);
  public static final Setting<Object> REDIS_BACKEND_USE_SSL =
      of("redis_backend_use_ssl", BOOLEAN_OR_MAP);
  public static final Setting<String> REDIS_CLIENT_NAME = of("redis_client_name", STRING);
  public static final Setting<Integer> REDIS_DB = of("redis_db", integer(0, Integer.MAX_VALUE));
  public static final Setting<String> REDIS_HOST = of("redis_host", STRING);
  public static final Setting<String> REDIS_PASSWORD = of("redis_password", STRING);
  public static final Setting<Integer> REDIS_PORT = of("redis_port", integer(1, 65535));
  public static final Setting<Duration> REDIS_SOCKET_CONNECT_TIMEOUT =
      of("redis_socket_connect_timeout", SECONDS);
  public static final Setting<Duration> REDIS_SOCKET_TIMEOUT =
      of("redis_socket_timeout", SECONDS, Duration.ofMinutes(2));
  public static final Setting<String> REDIS_USERNAME = of("redis_username", STRING);

  public static final Setting<List<String>> RESULT_ACCEPT_CONTENT =
      of("result_accept_content", LIST);
  public static final Setting<List<String>> RESULT_BACKEND = of("result_backend", URLS);
  public static final Setting<Boolean> RESULT_BACKEND_ALWAYS_RETRY =
      of("result_backend_always_retry", BOOLEAN, false);
  public static final Setting<Duration> RESULT_BACKEND_BASE_SLEEP_BETWEEN_RETRIES_MS =
      of("result_backend_base_sleep_between_retries_ms", MILLISECONDS, Duration.ofMillis(10));
  public static final Setting<Double> RESULT_BACKEND_MAX_RETRIES =
      of("result_backend_max_retries", DOUBLE, Double.POSITIVE_INFINITY);
  public static final Setting<Duration> RESULT_BACKEND_MAX_SLEEP_BETWEEN_RETRIES_MS =
      of("result_backend_max_sleep_between_retries_ms", MILLISECONDS, Duration.ofSeconds(10));
  public static final Setting<Map<String, Object>> RESULT_BACKEND_TRANSPORT_OPTIONS =
      of("result_backend_transport_options", MAP, Map.of());
  public static final Setting<Integer> RESULT_CACHE_MAX =
      of("result_cache_max", integer(-1, Integer.MAX_VALUE), -1);
  public static final Setting<Duration> RESULT_CHORD_EXPIRES = of("result_chord_expires", SECONDS);
  public static final Setting<Duration> RESULT_CHORD_JOIN_TIMEOUT =
      of("result_chord_join_timeout", SECONDS, Duration.ofSeconds(3));
  public static final Setting<Duration> RESULT_CHORD_RETRY_INTERVAL =
      of("result_chord_retry_interval", SECONDS, Duration.ofSeconds(1));
  public static final Setting<String> RESULT_COMPRESSION = of("result_compression", STRING);
  public static final Setting<Duration> RESULT_EXPIRES =
      of("result_expires", SECONDS, Duration.ofDays(1));
  public static final Setting<Boolean> RESULT_EXTENDED = of("result_extended", BOOLEAN, false);
  public static final Setting<Duration> RESULT_FAILURE_EXPIRES =
      of("result_failure_expires", SECONDS);
  public static final Setting<Boolean> RESULT_PERSISTENT = of("result_persistent", BOOLEAN);
  public static final Setting<String> RESULT_SERIALIZER = of("result_serializer", STRING, "json");

  public static final Setting<String> SECURITY_CERT_STORE = of("security_cert_store", STRING);
  public static final Setting<String> SECURITY_CERTIFICATE = of("security_certificate", STRING);
  public static final Setting<String> SECURITY_DIGEST = of("security_digest", STRING, "sha256");
  public static final Setting<String> SECURITY_KEY = of("security_key", STRING);
  public static final Setting<String> SECURITY_KEY_PASSWORD = of("security_key_password", STRING);

  public static final Setting<Boolean> TASK_ACKS_LATE = of("task_acks_late", BOOLEAN, false);
  public static final Setting<Boolean> TASK_ACKS_ON_FAILURE = of("task_acks_on_failure", BOOLEAN);
  public static final Setting<Boolean> TASK_ACKS_ON_FAILURE_OR_TIMEOUT =
      of("task_acks_on_failure_or_timeout", BOOLEAN, true);
  public static final Setting<Boolean> TASK_ACKS_ON_TIMEOUT = of("task_acks_on_timeout", BOOLEAN);
  public static final Setting<Boolean> TASK_ALLOW_ERROR_CB_ON_CHORD_HEADER =
      of("task_allow_error_cb_on_chord_header", BOOLEAN, false);
  public static final Setting<Boolean> TASK_ALWAYS_EAGER = of("task_always_eager", BOOLEAN, false);
  public static final Setting<Object> TASK_ANNOTATIONS = of("task_annotations", ANY);
  public static final Setting<String> TASK_COMPRESSION = of("task_compression", STRING);
  public static final Setting<String> TASK_CREATE_MISSING_QUEUE_EXCHANGE_TYPE =
      of("task_create_missing_queue_exchange_type", oneOf("direct", "topic", "fanout", "headers"));
  public static final Setting<String> TASK_CREATE_MISSING_QUEUE_TYPE =
      of("task_create_missing_queue_type", oneOf("classic", "quorum"), "classic");
  public static final Setting<Boolean> TASK_CREATE_MISSING_QUEUES =
      of("task_create_missing_queues", BOOLEAN, true);
  public static final Setting<Integer> TASK_DEFAULT_DELIVERY_MODE =
      of("task_default_delivery_mode", DELIVERY_MODE, 2);
  public static final Setting<String> TASK_DEFAULT_EXCHANGE = of("task_default_exchange", STRING);
  public static final Setting<String> TASK_DEFAULT_EXCHANGE_TYPE =
      of("task_default_exchange_type", oneOf("direct", "topic", "fanout", "headers"), "direct");
  public static final Setting<Integer> TASK_DEFAULT_PRIORITY =
      of("task_default_priority", integer(0, 255));
  public static final Setting<String> TASK_DEFAULT_QUEUE =
      of("task_default_queue", STRING, "celery");
  public static final Setting<String> TASK_DEFAULT_QUEUE_TYPE =
      of("task_default_queue_type", oneOf("classic", "quorum"), "classic");
  public static final Setting<String> TASK_DEFAULT_RATE_LIMIT =
      of("task_default_rate_limit", STRING);
  public static final Setting<String> TASK_DEFAULT_ROUTING_KEY =
      of("task_default_routing_key", STRING);
  public static final Setting<Boolean> TASK_EAGER_PROPAGATES =
      of("task_eager_propagates", BOOLEAN, false);
  public static final Setting<Boolean> TASK_IGNORE_RESULT =
      of("task_ignore_result", BOOLEAN, false);
  public static final Setting<Boolean> TASK_INHERIT_PARENT_PRIORITY =
      of("task_inherit_parent_priority", BOOLEAN, false);
  public static final Setting<Integer> TASK_PROTOCOL = of("task_protocol", integer(1, 2), 2);
  public static final Setting<Boolean> TASK_PUBLISH_RETRY = of("task_publish_retry", BOOLEAN, true);
  public static final Setting<Map<String, Object>> TASK_PUBLISH_RETRY_POLICY =
      of(
          "task_publish_retry_policy",
          MAP,
          Map.of("max_retries", 3, "interval_start", 0, "interval_max", 1, "interval_step", 0.2));
  public static final Setting<Integer> TASK_QUEUE_MAX_PRIORITY =
      of("task_queue_max_priority", integer(0, 255));
  public static final Setting<Object> TASK_QUEUES = of("task_queues", ANY);
  public static final Setting<Boolean> TASK_REJECT_ON_WORKER_LOST =
      of("task_reject_on_worker_lost", BOOLEAN);
  public static final Setting<Integer> TASK_REPR_MAXLEVELS =
      of("task_repr_maxlevels", integer(0, Integer.MAX_VALUE), 3);
  public static final Setting<Boolean> TASK_RETRY_ON_WORKER_LOST =
      of("task_retry_on_worker_lost", BOOLEAN, false);
  public static final Setting<Object> TASK_ROUTES = of("task_routes", ANY);
  public static final Setting<Boolean> TASK_SEND_SENT_EVENT =
      of("task_send_sent_event", BOOLEAN, false);
  public static final Setting<String> TASK_SERIALIZER = of("task_serializer", STRING, "json");
  public static final Setting<Duration> TASK_SOFT_TIME_LIMIT = of("task_soft_time_limit", SECONDS);
  public static final Setting<Boolean> TASK_STORE_EAGER_RESULT =
      of("task_store_eager_result", BOOLEAN, false);
  public static final Setting<Boolean> TASK_STORE_ERRORS_EVEN_IF_IGNORED =
      of("task_store_errors_even_if_ignored", BOOLEAN, false);
  public static final Setting<Duration> TASK_TIME_LIMIT = of("task_time_limit", SECONDS);
  public static final Setting<Boolean> TASK_TRACK_STARTED =
      of("task_track_started", BOOLEAN, false);

  public static final Setting<ZoneId> TIMEZONE = of("timezone", TIME_ZONE);

  public static final Setting<Boolean> WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS =
      of("worker_cancel_long_running_tasks_on_connection_loss", BOOLEAN, false);
  public static final Setting<Integer> WORKER_CONCURRENCY =
      of("worker_concurrency", INTEGER_OR_AUTO);
  public static final Setting<Boolean> WORKER_DEDUPLICATE_SUCCESSFUL_TASKS =
      of("worker_deduplicate_successful_tasks", BOOLEAN, false);
  public static final Setting<Boolean> WORKER_DETECT_QUORUM_QUEUES =
      of("worker_detect_quorum_queues", BOOLEAN, true);
  public static final Setting<Boolean> WORKER_DIRECT = of("worker_direct", BOOLEAN, false);
  public static final Setting<Boolean> WORKER_DISABLE_PREFETCH =
      of("worker_disable_prefetch", BOOLEAN, false);
  public static final Setting<Boolean> WORKER_DISABLE_RATE_LIMITS =
      of("worker_disable_rate_limits", BOOLEAN, false);
  public static final Setting<Boolean> WORKER_ENABLE_PREFETCH_COUNT_REDUCTION =
      of("worker_enable_prefetch_count_reduction", BOOLEAN, true);
  public static final Setting<Boolean> WORKER_ENABLE_REMOTE_CONTROL =
      of("worker_enable_remote_control", BOOLEAN, true);
  public static final Setting<Boolean> WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE =
      of("worker_enable_soft_shutdown_on_idle", BOOLEAN, false);
  public static final Setting<Integer> WORKER_ETA_TASK_LIMIT =
      of("worker_eta_task_limit", integer(0, Integer.MAX_VALUE));
  public static final Setting<String> WORKER_LOGFILE = of("worker_logfile", STRING);
  public static final Setting<Integer> WORKER_MAX_MEMORY_PER_CHILD =
      of("worker_max_memory_per_child", integer(1, Integer.MAX_VALUE));
  public static final Setting<Integer> WORKER_MAX_TASKS_PER_CHILD =
      of("worker_max_tasks_per_child", integer(1, Integer.MAX_VALUE));
  public static final Setting<String> WORKER_PIDFILE = of("worker_pidfile", STRING);
  public static final Setting<String> WORKER_POOL = of("worker_pool", STRING, "virtual");
  public static final Setting<Boolean> WORKER_POOL_RESTARTS =
      of("worker_pool_restarts", BOOLEAN, false);
  public static final Setting<Integer> WORKER_PREFETCH_MULTIPLIER =
      of("worker_prefetch_multiplier", integer(0, Integer.MAX_VALUE), 4);
  public static final Setting<Duration> WORKER_PROC_ALIVE_TIMEOUT =
      of("worker_proc_alive_timeout", SECONDS, Duration.ofSeconds(4));
  public static final Setting<Boolean> WORKER_SEND_TASK_EVENTS =
      of("worker_send_task_events", BOOLEAN, false);
  public static final Setting<Duration> WORKER_SOFT_SHUTDOWN_TIMEOUT =
      of("worker_soft_shutdown_timeout", SECONDS, Duration.ofSeconds(0));
  public static final Setting<String> WORKER_STATE_DB = of("worker_state_db", STRING);

  private final String name;
  private final SettingType<T> type;
  private final Optional<T> defaultValue;

  private Setting(String name, SettingType<T> type, Optional<T> defaultValue) {
    this.name = name;
    this.type = type;
    this.defaultValue = defaultValue;
  }

  private static <T> Setting<T> of(String name, SettingType<T> type) {
    return new Setting<>(name, type, Optional.empty());
  }

  private static <T> Setting<T> of(String name, SettingType<T> type, T defaultValue) {
    return new Setting<>(name, type, Optional.of(defaultValue));
  }

  /** Celery's name, such as {@code task_acks_late}. */
  public String name() {
    return name;
  }

  /** How a value is read. */
  public SettingType<T> type() {
    return type;
  }

  /** The value when nothing is set: Celery's own default; empty where that is None. */
  public Optional<T> defaultValue() {
    return defaultValue;
  }

  @Override
  public String toString() {
    return name;
  }
}
