package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.Setting;
import io.celeriac.SettingException;
import io.celeriac.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationSourcesTest {

  @TempDir Path directory;

  private static final Settings NO_ARGUMENTS = Settings.defaults();

  @Test
  void the_command_line_counts_more_than_the_file_and_that_more_than_the_environment()
      throws IOException {
    write("celeriac.toml", "task_default_queue = 'file'\ntask_default_exchange = 'file'");
    Map<String, String> environment =
        Map.of(
            "CELERY_TASK_DEFAULT_QUEUE", "environment",
            "CELERY_TASK_DEFAULT_EXCHANGE", "environment",
            "CELERY_TASK_DEFAULT_ROUTING_KEY", "environment");
    Settings commandLine =
        Settings.defaults().with("task_default_queue", "arguments", "command line -Q");

    Settings settings = ConfigurationSources.load(environment, directory, null, commandLine);

    assertThat(settings.get(Setting.TASK_DEFAULT_QUEUE)).isEqualTo("arguments");
    assertThat(settings.get(Setting.TASK_DEFAULT_EXCHANGE)).isEqualTo("file");
    assertThat(settings.get(Setting.TASK_DEFAULT_ROUTING_KEY)).isEqualTo("environment");
    assertThat(settings.origin(Setting.TASK_DEFAULT_QUEUE)).isEqualTo("command line -Q");
    assertThat(settings.origin(Setting.TASK_DEFAULT_EXCHANGE))
        .isEqualTo("file " + directory.resolve("celeriac.toml") + ", line 2");
  }

  @ParameterizedTest
  @CsvSource({
    "celeriac.toml, worker_concurrency = 3",
    "celeriac.yaml, 'worker_concurrency: 3'",
    "celeriac.yml, 'worker_concurrency: 3'"
  })
  void a_file_in_the_working_directory_is_found(String name, String text) throws IOException {
    write(name, text);

    assertThat(load(Map.of()).get(Setting.WORKER_CONCURRENCY)).isEqualTo(3);
  }

  @Test
  void without_a_file_there_are_the_environment_and_the_command_line() {
    assertThat(load(Map.of())).isEqualTo(Settings.defaults());
  }

  @Test
  void the_variable_names_a_file_in_place_of_the_one_that_is_there() throws IOException {
    write("celeriac.toml", "worker_concurrency = 3");
    write("other.yaml", "worker_concurrency: 4");

    assertThat(load(Map.of("CELERIAC_CONFIG", "other.yaml")).get(Setting.WORKER_CONCURRENCY))
        .isEqualTo(4);
    assertThat(load(Map.of("CELERIAC_CONFIG", "")).get(Setting.WORKER_CONCURRENCY)).isEqualTo(3);
  }

  @Test
  void the_command_line_names_a_file_in_place_of_the_variables() throws IOException {
    write("other.yaml", "worker_concurrency: 4");
    write("mine.toml", "worker_concurrency = 5");

    Settings settings =
        ConfigurationSources.load(
            Map.of("CELERIAC_CONFIG", "other.yaml"), directory, Path.of("mine.toml"), NO_ARGUMENTS);

    assertThat(settings.get(Setting.WORKER_CONCURRENCY)).isEqualTo(5);
  }

  @Test
  void a_file_that_is_named_must_be_there() {
    assertThatThrownBy(() -> load(Map.of("CELERIAC_CONFIG", "gone.toml")))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "There is no configuration file %s (environment variable CELERIAC_CONFIG)"
                .formatted(directory.resolve("gone.toml")));
  }

  @Test
  void two_files_are_one_too_many() throws IOException {
    write("celeriac.toml", "");
    write("celeriac.yml", "");

    assertThatThrownBy(() -> load(Map.of()))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "There are several configuration files in %s: celeriac.toml, celeriac.yml; keep one,"
                    .formatted(directory)
                + " or name the one to use in CELERIAC_CONFIG");
  }

  private Settings load(Map<String, String> environment) {
    return ConfigurationSources.load(environment, directory, null, NO_ARGUMENTS);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }
}
