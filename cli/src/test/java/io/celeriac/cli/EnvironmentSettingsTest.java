package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.Setting;
import io.celeriac.SettingException;
import io.celeriac.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentSettingsTest {

  @Test
  void each_setting_has_its_variable() {
    Settings settings =
        EnvironmentSettings.read(
            Map.of(
                "CELERY_BROKER_URL", "amqp://a//;amqp://b//",
                "CELERY_BROKER_READ_URL", "amqp://r//",
                "CELERY_RESULT_BACKEND", "redis://localhost/0",
                "CELERY_TASK_ACKS_LATE", "true",
                "CELERY_TASK_TIME_LIMIT", "5m",
                "CELERY_ACCEPT_CONTENT", "json,yaml",
                "CELERY_TASK_ROUTES", "{\"a.*\": \"x\"}",
                "CELERIAC_REDIS_CLUSTER_HASH_TAGS", "on"));

    assertThat(settings.get(Setting.BROKER_URL)).containsExactly("amqp://a//", "amqp://b//");
    assertThat(settings.get(Setting.BROKER_READ_URL)).containsExactly("amqp://r//");
    assertThat(settings.get(Setting.RESULT_BACKEND)).containsExactly("redis://localhost/0");
    assertThat(settings.get(Setting.TASK_ACKS_LATE)).isTrue();
    assertThat(settings.get(Setting.TASK_TIME_LIMIT)).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.get(Setting.ACCEPT_CONTENT)).containsExactly("json", "yaml");
    assertThat(settings.get(Setting.TASK_ROUTES)).isEqualTo(Map.of("a.*", "x"));
    assertThat(settings.get(Setting.CELERIAC_REDIS_CLUSTER_HASH_TAGS)).isTrue();
    assertThat(settings.origin(Setting.TASK_ACKS_LATE))
        .isEqualTo("environment variable CELERY_TASK_ACKS_LATE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CELERY_CONFIG_MODULE",
        "CELERY_LOADER",
        "CELERY_APP",
        "CELERY_BROKER",
        "CELERY_LOG_LEVEL",
        "CELERY_LOG_FILE",
        "CELERY_LOG_REDIRECT",
        "CELERY_LOG_REDIRECT_LEVEL",
        "CELERY_RDB_HOST",
        "CELERY_TRACE_APP",
        "CELERY_WORKER_HOSTNAME",
        "CELERY_WORKER_LOGLEVEL",
        "CELERY_WORKER_QUEUES",
        "CELERY_WORKER_STATEDB",
        "CELERYD_NODES",
        "CELERY_BIN",
        "CELERIAC_CONFIG",
        "CELERIAC_HOME",
        "CELERY_",
        "celery_task_acks_late",
        "TASK_ACKS_LATE",
        "PATH"
      })
  void variables_of_others_are_left_alone(String variable) {
    assertThat(EnvironmentSettings.read(Map.of(variable, "x"))).isEqualTo(Settings.defaults());
  }

  @Test
  void an_empty_variable_sets_nothing() {
    assertThat(EnvironmentSettings.read(Map.of("CELERY_TASK_ACKS_LATE", "")))
        .isEqualTo(Settings.defaults());
  }

  @ParameterizedTest
  @ValueSource(strings = {"CELERY_TASK_ACK_LATE", "CELERY_TAKS_ACKS_LATE", "CELERY_TASK_ACKSLATE"})
  void a_slip_of_the_finger_is_an_error(String variable) {
    assertThatThrownBy(() -> EnvironmentSettings.read(Map.of(variable, "true")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("environment variable " + variable)
        .hasMessageContaining("the nearest name is task_acks_late");
  }

  @Test
  void a_slip_in_one_of_ours_is_an_error_too() {
    assertThatThrownBy(
            () -> EnvironmentSettings.read(Map.of("CELERIAC_REDIS_CLUSTER_HASH_TAG", "on")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("the nearest name is celeriac_redis_cluster_hash_tags");
  }

  @Test
  void a_malformed_value_names_its_variable() {
    assertThatThrownBy(
            () -> EnvironmentSettings.read(Map.of("CELERY_WORKER_PREFETCH_MULTIPLIER", "lots")))
        .hasMessage(
            "Setting worker_prefetch_multiplier has the wrong form (value 'lots', environment"
                + " variable CELERY_WORKER_PREFETCH_MULTIPLIER); expected a whole number, 0 or"
                + " more");
  }
}
