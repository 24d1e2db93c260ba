package io.celeriac;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Celery's upper-case names from before version 4, and names that lack their first word: both have
 * a name now that can be told for certain.
 */
final class OldSettingNames {

  /** Those that are not formed by a prefix. */
  private static final Map<String, String> IRREGULAR =
      Map.ofEntries(
          Map.entry("CELERY_MAX_CACHED_RESULTS", "result_cache_max"),
          Map.entry("CELERY_TASK_RESULT_EXPIRES", "result_expires"),
          Map.entry("CELERY_RESULT_DBURI", "database_url"),
          Map.entry("CELERY_RESULT_ENGINE_OPTIONS", "database_engine_options"),
          Map.entry("CELERY_RESULT_DB_SHORT_LIVED_SESSIONS", "database_short_lived_sessions"),
          Map.entry("CELERY_RESULT_DB_TABLENAMES", "database_table_names"),
          Map.entry("CELERY_MESSAGE_COMPRESSION", "task_compression"),
          Map.entry("CELERY_EAGER_PROPAGATES_EXCEPTIONS", "task_eager_propagates"),
          Map.entry("CELERY_SEND_TASK_SENT_EVENT", "task_send_sent_event"),
          Map.entry("CELERYD_TASK_SOFT_TIME_LIMIT", "task_soft_time_limit"),
          Map.entry("CELERYD_TASK_TIME_LIMIT", "task_time_limit"),
          Map.entry("CELERYD_WORKER_LOST_WAIT", "worker_lost_wait"),
          Map.entry("CELERY_SEND_EVENTS", "worker_send_task_events"));

  /** A prefix, and the words that may stand in its place now, the likeliest first. */
  private record Prefix(String old, List<String> now) {
    Stream<String> candidates(String name) {
      return name.startsWith(old)
          ? now.stream().map(word -> word + name.substring(old.length()))
          : Stream.empty();
    }
  }

  private static final List<Prefix> PREFIXES =
      List.of(
          new Prefix("celeryd_", List.of("worker_", "task_")),
          new Prefix("celerybeat_", List.of("beat_")),
          new Prefix(
              "celery_", List.of("", "task_", "result_", "worker_", "event_", "broker_", "beat_")),
          new Prefix("", List.of("", "task_", "worker_", "result_", "broker_", "event_", "beat_")));

  private OldSettingNames() {}

  /** The name of today. */
  static Optional<String> find(String name) {
    String irregular = IRREGULAR.get(name.toUpperCase(Locale.ROOT));
    return irregular != null ? Optional.of(irregular) : candidates(name).findFirst();
  }

  private static Stream<String> candidates(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return PREFIXES.stream()
        .flatMap(prefix -> prefix.candidates(lower))
        .filter(candidate -> SettingTable.find(candidate).isPresent());
  }
}
