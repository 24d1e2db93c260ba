package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.Setting;
import io.celeriac.SettingException;
import io.celeriac.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationFileTest {

  @TempDir Path directory;

  private static final String TOML =
      """
      # A worker of the shop
      broker_url = ["amqp://a//", "amqp://b//"]
      result_backend = "redis://:pa55@localhost/0"

      [task]
      acks_late = true
      time_limit = "5m"
      soft_time_limit = 2.5
      routes = { "shop.*" = { queue = "shop" } }

      [task.publish_retry_policy]
      max_retries = 5

      [worker]
      concurrency = 8

      [broker.transport_options]
      visibility_timeout = 7200
      """;

  private static final String YAML =
      """
      # A worker of the shop
      broker_url: [amqp://a//, amqp://b//]
      result_backend: redis://:pa55@localhost/0
      task:
        acks_late: true
        time_limit: 5m
        soft_time_limit: 2.5
        routes:
          shop.*: {queue: shop}
        publish_retry_policy:
          max_retries: 5
      worker:
        concurrency: 8
      broker:
        transport_options:
          visibility_timeout: 7200
      """;

  @ParameterizedTest
  @ValueSource(strings = {"a.toml", "a.yaml", "a.yml", "a.YAML"})
  void both_formats_say_the_same_with_tables_or_without(String name) throws IOException {
    Settings settings = read(name, name.endsWith("toml") ? TOML : YAML);

    assertThat(settings.get(Setting.BROKER_URL)).containsExactly("amqp://a//", "amqp://b//");
    assertThat(settings.get(Setting.RESULT_BACKEND)).containsExactly("redis://:pa55@localhost/0");
    assertThat(settings.get(Setting.TASK_ACKS_LATE)).isTrue();
    assertThat(settings.get(Setting.TASK_TIME_LIMIT)).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.get(Setting.TASK_SOFT_TIME_LIMIT)).isEqualTo(Duration.ofMillis(2500));
    assertThat(settings.get(Setting.TASK_ROUTES))
        .isEqualTo(Map.of("shop.*", Map.of("queue", "shop")));
    assertThat(settings.get(Setting.TASK_PUBLISH_RETRY_POLICY)).isEqualTo(Map.of("max_retries", 5));
    assertThat(settings.get(Setting.WORKER_CONCURRENCY)).isEqualTo(8);
    assertThat(settings.get(Setting.BROKER_TRANSPORT_OPTIONS))
        .isEqualTo(Map.of("visibility_timeout", 7200));
    assertThat(settings.explicit()).hasSize(9);
  }

  @ParameterizedTest
  @CsvSource({"a.toml, 2, 6, 9, 11, 17", "a.yaml, 2, 5, 8, 10, 15"})
  void each_setting_knows_its_line(
      String name, int url, int acks, int routes, int policy, int options) throws IOException {
    Settings settings = read(name, name.endsWith("toml") ? TOML : YAML);
    String file = "file " + directory.resolve(name) + ", line ";

    assertThat(settings.origin(Setting.BROKER_URL)).isEqualTo(file + url);
    assertThat(settings.origin(Setting.TASK_ACKS_LATE)).isEqualTo(file + acks);
    assertThat(settings.origin(Setting.TASK_ROUTES)).isEqualTo(file + routes);
    assertThat(settings.origin(Setting.TASK_PUBLISH_RETRY_POLICY)).isEqualTo(file + policy);
    assertThat(settings.origin(Setting.BROKER_TRANSPORT_OPTIONS)).isEqualTo(file + options);
  }

  @Test
  void dotted_and_quoted_keys_are_tables_too() throws IOException {
    Settings settings = read("a.toml", "task.acks_late = true\n\"worker\" . 'concurrency' = 3\n");

    assertThat(settings.get(Setting.TASK_ACKS_LATE)).isTrue();
    assertThat(settings.origin(Setting.TASK_ACKS_LATE)).endsWith(", line 1");
    assertThat(settings.get(Setting.WORKER_CONCURRENCY)).isEqualTo(3);
    assertThat(settings.origin(Setting.WORKER_CONCURRENCY)).endsWith(", line 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.toml | [task]\\nack_late = true | task_ack_late | 2 | the nearest name is task_acks_late",
        "a.yaml | task:\\n  ack_late: true | task_ack_late | 2 | the nearest name is task_acks_late",
        "a.toml | [tsk]\\nacks_late = true | tsk_acks_late | 2 | the nearest name is task_acks_late",
        "a.yaml | CELERY_ACKS_LATE: true | CELERY_ACKS_LATE | 1 | it is called task_acks_late"
      })
  void an_unknown_key_is_an_error_with_its_line(
      String name, String text, String setting, int line, String advice) {
    assertThatThrownBy(() -> read(name, text.replace("\\n", "\n")))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "There is no setting %s (value true, file %s, line %d); %s"
                .formatted(setting, directory.resolve(name), line, advice));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.toml | \\n[worker]\\nconcurrency = 'many'",
        "a.yaml | \\nworker:\\n  concurrency: many"
      })
  void a_malformed_value_is_an_error_with_its_line(String name, String text) {
    assertThatThrownBy(() -> read(name, text.replace("\\n", "\n")))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "Setting worker_concurrency has the wrong form (value 'many', file %s, line 3);"
                    .formatted(directory.resolve(name))
                + " expected a whole number, 1 or more, or auto");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.toml | task_acks_late = true\\ntask_track_started = perhaps | 2",
        "a.toml | task_acks_late = true\\ntask_acks_late = false | 2",
        "a.toml | x = [1, | 1",
        "a.yaml | task_acks_late: true\\n  task_track_started: true | 2",
        "a.yaml | task_acks_late: true\\ntask_acks_late: false | 2",
        "a.yaml | broker_transport_options: !!java.net.URL [http://x] | 1",
        "a.yaml | - task_acks_late | 1",
        "a.yaml | just text | 1",
        "a.yaml | task_routes: &a [*a] | 1",
        "a.yaml | a: 1\\n---\\nb: 2 | 2"
      })
  void a_file_that_is_no_such_format_is_an_error_with_its_line(String name, String text, int line) {
    assertThatThrownBy(() -> read(name, text.replace("\\n", "\n")))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(
            "Configuration file %s, line %d cannot be understood: "
                .formatted(directory.resolve(name), line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.toml", "a.yaml"})
  void an_empty_file_sets_nothing(String name) throws IOException {
    assertThat(read(name, "")).isEqualTo(Settings.defaults());
    assertThat(read(name, "# nothing yet\n")).isEqualTo(Settings.defaults());
  }

  @Test
  void null_in_yaml_is_none() throws IOException {
    Settings settings = read("a.yaml", "broker_connection_max_retries: null\nresult_expires: ~\n");

    assertThat(settings.isSet(Setting.BROKER_CONNECTION_MAX_RETRIES)).isTrue();
    assertThat(settings.find(Setting.BROKER_CONNECTION_MAX_RETRIES)).isEmpty();
    assertThat(settings.find(Setting.RESULT_EXPIRES)).isEmpty();
  }

  @Test
  void a_list_in_yaml_may_be_an_anchor_used_again() throws IOException {
    Settings settings =
        read("a.yaml", "accept_content: &c [json, yaml]\nresult_accept_content: *c\n");

    assertThat(settings.get(Setting.RESULT_ACCEPT_CONTENT)).isEqualTo(List.of("json", "yaml"));
  }

  @Test
  void a_file_that_is_missing_is_told_with_who_named_it() {
    Path missing = directory.resolve("none.toml");

    assertThatThrownBy(() -> ConfigurationFile.read(missing, "command line"))
        .isInstanceOf(SettingException.class)
        .hasMessage("There is no configuration file " + missing + " (command line)");
  }

  @Test
  void a_file_of_another_format_is_refused() {
    assertThatThrownBy(() -> read("celeryconfig.py", "task_acks_late = True"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("celeryconfig.py")
        .hasMessageContaining(".toml, .yaml or .yml");
  }

  @Test
  void a_file_that_is_no_text_or_no_file_is_refused() throws IOException {
    Path latin = directory.resolve("latin.toml");
    Files.write(latin, "# é".getBytes(StandardCharsets.ISO_8859_1));
    Path folder = Files.createDirectory(directory.resolve("folder.toml"));

    assertThatThrownBy(() -> ConfigurationFile.read(latin, "command line"))
        .isInstanceOf(SettingException.class)
        .hasMessageEndingWith("is not text in UTF-8");
    assertThatThrownBy(() -> ConfigurationFile.read(folder, "command line"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(folder + " (command line) cannot be read: ");
  }

  private Settings read(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, text);
    return ConfigurationFile.read(file, "command line");
  }
}
