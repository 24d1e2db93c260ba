package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  private static final Settings NONE = Settings.defaults();

  @Test
  void what_nobody_has_set_has_celerys_default() {
    assertThat(NONE.get(Setting.WORKER_PREFETCH_MULTIPLIER)).isEqualTo(4);
    assertThat(NONE.isSet(Setting.WORKER_PREFETCH_MULTIPLIER)).isFalse();
    assertThat(NONE.origin(Setting.WORKER_PREFETCH_MULTIPLIER)).isEqualTo("default");
    assertThat(NONE.explicit()).isEmpty();
  }

  @Test
  void what_has_neither_value_nor_default_is_empty_and_cannot_be_got() {
    assertThat(NONE.find(Setting.TASK_TIME_LIMIT)).isEmpty();
    assertThatThrownBy(() -> NONE.get(Setting.TASK_TIME_LIMIT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("task_time_limit");
  }

  @Test
  void what_is_set_is_remembered_with_who_set_it() {
    Settings settings = NONE.with("task_acks_late", "yes", "file celeriac.toml, line 4");

    assertThat(settings.get(Setting.TASK_ACKS_LATE)).isTrue();
    assertThat(settings.isSet(Setting.TASK_ACKS_LATE)).isTrue();
    assertThat(settings.origin(Setting.TASK_ACKS_LATE)).isEqualTo("file celeriac.toml, line 4");
    assertThat(NONE.isSet(Setting.TASK_ACKS_LATE)).isFalse();
  }

  @Test
  void what_is_set_by_its_constant_comes_from_code() {
    Settings settings = NONE.with(Setting.TASK_TIME_LIMIT, Duration.ofSeconds(30));

    assertThat(settings.find(Setting.TASK_TIME_LIMIT)).contains(Duration.ofSeconds(30));
    assertThat(settings.origin(Setting.TASK_TIME_LIMIT)).isEqualTo("code");
  }

  @Test
  void none_is_a_value_of_its_own_and_not_the_default() {
    Settings settings = NONE.with("broker_connection_max_retries", null, "code");

    assertThat(settings.find(Setting.BROKER_CONNECTION_MAX_RETRIES)).isEmpty();
    assertThat(settings.isSet(Setting.BROKER_CONNECTION_MAX_RETRIES)).isTrue();
    assertThat(NONE.find(Setting.BROKER_CONNECTION_MAX_RETRIES)).contains(100);
  }

  @ParameterizedTest
  @CsvSource({"none", "None", "null"})
  void none_can_be_written_as_text(String none) {
    assertThat(NONE.with("result_expires", none, "code").find(Setting.RESULT_EXPIRES)).isEmpty();
  }

  @Test
  void none_is_a_word_like_any_other_where_text_is_asked_for() {
    assertThat(NONE.with("redis_username", "none", "code").find(Setting.REDIS_USERNAME))
        .contains("none");
  }

  @Test
  void the_higher_settings_count_with_their_origin() {
    Settings lower =
        NONE.with("task_acks_late", true, "code").with("task_track_started", true, "code");
    Settings higher = NONE.with("task_acks_late", "off", "command line");

    Settings both = lower.overlay(higher);

    assertThat(both.get(Setting.TASK_ACKS_LATE)).isFalse();
    assertThat(both.origin(Setting.TASK_ACKS_LATE)).isEqualTo("command line");
    assertThat(both.get(Setting.TASK_TRACK_STARTED)).isTrue();
    assertThat(both.origin(Setting.TASK_TRACK_STARTED)).isEqualTo("code");
  }

  @Test
  void a_setting_that_means_nothing_here_is_accepted_and_remembered() {
    Settings settings = NONE.with("worker_hijack_root_logger", "whatever", "code");

    assertThat(settings.explicit())
        .containsExactly(Map.entry("worker_hijack_root_logger", "whatever"));
  }

  @Test
  void a_setting_that_must_not_be_ignored_is_refused_with_the_remedy() {
    assertThatThrownBy(() -> NONE.with("broker_host", "rabbit", "file a.toml, line 3"))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "Setting broker_host has no effect here (value 'rabbit', file a.toml, line 3); write it"
                + " into broker_url");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "task_ack_late | the nearest name is task_acks_late",
        "taks_acks_late | the nearest name is task_acks_late",
        "celeriac_redis_cluster_hashtags | the nearest name is celeriac_redis_cluster_hash_tags",
        "acks_late | it is called task_acks_late",
        "TASK_ACKS_LATE | it is called task_acks_late",
        "CELERY_TASK_ACKS_LATE | it is called task_acks_late",
        "CELERY_ACKS_LATE | it is called task_acks_late",
        "CELERYD_CONCURRENCY | it is called worker_concurrency",
        "CELERYD_TASK_TIME_LIMIT | it is called task_time_limit",
        "CELERYBEAT_SCHEDULE | it is called beat_schedule",
        "BROKER_HEARTBEAT | it is called broker_heartbeat",
        "CELERY_TASK_RESULT_EXPIRES | it is called result_expires",
        "CELERY_MESSAGE_COMPRESSION | it is called task_compression",
        "CELERY_SEND_EVENTS | it is called worker_send_task_events",
        "CELERY_DEFAULT_QUEUE | it is called task_default_queue",
        "favourite_colour | docs/configuration.md lists the settings there are"
      })
  void an_unknown_name_is_an_error_that_knows_what_was_meant(String name, String advice) {
    assertThatThrownBy(() -> NONE.with(name, 7, "file a.toml, line 3"))
        .isInstanceOf(SettingException.class)
        .hasMessage("There is no setting " + name + " (value 7, file a.toml, line 3); " + advice);
  }

  @Test
  void every_old_name_that_was_not_formed_by_a_prefix_has_its_new_one() {
    Map<String, String> irregular =
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

    irregular.forEach((old, now) -> assertThat(OldSettingNames.find(old)).as(old).contains(now));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "task_acks_late | maybe | true or false",
        "task_acks_late | 2 | true or false",
        "task_time_limit | soon | seconds, as a number or with a unit like 10s or 5m",
        "task_time_limit | -1 | seconds, as a number or with a unit like 10s or 5m",
        "worker_prefetch_multiplier | -1 | a whole number, 0 or more",
        "worker_prefetch_multiplier | 1.5 | a whole number, 0 or more",
        "worker_concurrency | 0 | a whole number, 1 or more, or auto",
        "task_default_priority | 256 | a whole number from 0 to 255",
        "task_protocol | 3 | a whole number from 1 to 2",
        "task_default_queue_type | stream | one of classic, quorum",
        "task_default_delivery_mode | 3 | 2 or persistent, 1 or transient",
        "task_publish_retry_policy | [1] | a map, as text a JSON object",
        "task_routes | {broken | any value, as text perhaps valid JSON",
        "timezone | Mars/Base | a time zone like Europe/Berlin",
        "redis_port | 70000 | a whole number from 1 to 65535"
      })
  void a_malformed_value_is_an_error_that_tells_the_form(String name, String value, String form) {
    assertThatThrownBy(() -> NONE.with(name, value, "environment variable X"))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "Setting %s has the wrong form (value '%s', environment variable X); expected %s"
                .formatted(name, value, form));
  }

  @Test
  void values_from_code_are_held_to_the_same_range() {
    assertThatThrownBy(() -> NONE.with(Setting.WORKER_CONCURRENCY, 0))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("worker_concurrency")
        .hasMessageContaining("value 0, code");
    assertThatThrownBy(() -> NONE.with(Setting.TASK_TIME_LIMIT, Duration.ofSeconds(-1)))
        .hasMessageContaining("task_time_limit");
  }

  @Test
  void a_secret_does_not_get_into_an_error() {
    assertThatThrownBy(() -> NONE.with("redis_passwort", "pa55", "code"))
        .hasMessageContaining("the nearest name is redis_password");
    assertThatThrownBy(() -> NONE.with("redis_password", List.of("pa55"), "code"))
        .hasMessageContaining("********")
        .message()
        .doesNotContain("pa55");
    assertThatThrownBy(() -> NONE.with("broker_urls", "redis://:pa55@h", "code"))
        .hasMessageContaining("redis://:**@h");
  }

  @Test
  void a_change_of_the_callers_map_changes_nothing() {
    Map<String, Object> inner = new HashMap<>(Map.of("a", 1));
    Map<String, Object> options = new HashMap<>(Map.of("inner", inner));
    List<String> types = new ArrayList<>(List.of("json"));

    Settings settings =
        NONE.with("broker_transport_options", options, "code")
            .with("accept_content", types, "code");
    inner.put("b", 2);
    options.clear();
    types.clear();

    assertThat(settings.get(Setting.BROKER_TRANSPORT_OPTIONS))
        .isEqualTo(Map.of("inner", Map.of("a", 1)));
    assertThat(settings.get(Setting.ACCEPT_CONTENT)).containsExactly("json");
  }

  @Test
  void what_was_set_is_shown_with_secrets_masked() {
    Settings settings =
        NONE.with("redis_password", "pa55", "code")
            .with("broker_url", "amqp://u:pa55@h//;amqp://u:pa55@i//", "code")
            .with(
                "broker_transport_options",
                Map.of("sentinel_kwargs", Map.of("password", "pa55")),
                "code")
            .with("task_time_limit", 30, "code")
            .with("timezone", "Europe/Berlin", "code");

    assertThat(settings.explicitMasked())
        .isEqualTo(
            Map.of(
                "redis_password", "********",
                "broker_url", List.of("amqp://u:**@h//", "amqp://u:**@i//"),
                "broker_transport_options",
                    Map.of("sentinel_kwargs", Map.of("password", "********")),
                "task_time_limit", Duration.ofSeconds(30),
                "timezone", ZoneId.of("Europe/Berlin")));
    assertThat(settings.toString()).doesNotContain("pa55");
    assertThat(settings.explicit()).containsEntry("redis_password", "pa55");
  }
}
