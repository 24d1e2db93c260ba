package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.Setting;
import io.celeriac.SettingException;
import io.celeriac.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentSettingsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "worker.prefetch_multiplier=2",
        "worker_prefetch_multiplier=2",
        "Worker.Prefetch_Multiplier=2",
        ".prefetch_multiplier=2",
        "_prefetch_multiplier=2",
        "worker_prefetch_multiplier=(int)2"
      })
  void a_setting_can_be_named_in_many_ways(String argument) {
    Settings settings = ArgumentSettings.read("worker", List.of(argument));

    assertThat(settings.get(Setting.WORKER_PREFETCH_MULTIPLIER)).isEqualTo(2);
    assertThat(settings.origin(Setting.WORKER_PREFETCH_MULTIPLIER))
        .isEqualTo("command line " + argument.substring(0, argument.indexOf('=')));
  }

  @Test
  void structured_values_are_json() {
    Settings settings =
        ArgumentSettings.read(
            "worker",
            List.of(
                "broker_transport_options=(json){\"a\": [1]}",
                "accept_content=(list)[\"json\", \"yaml\"]",
                "broker_url=amqp://h//?heartbeat=5"));

    assertThat(settings.get(Setting.BROKER_TRANSPORT_OPTIONS)).isEqualTo(Map.of("a", List.of(1)));
    assertThat(settings.get(Setting.ACCEPT_CONTENT)).containsExactly("json", "yaml");
    assertThat(settings.get(Setting.BROKER_URL)).containsExactly("amqp://h//?heartbeat=5");
  }

  @Test
  void the_last_of_two_counts() {
    assertThat(
            ArgumentSettings.read("worker", List.of(".pool=solo", ".pool=threads"))
                .get(Setting.WORKER_POOL))
        .isEqualTo("threads");
  }

  @ParameterizedTest
  @ValueSource(strings = {"worker_pool", "=3", ""})
  void an_argument_that_sets_nothing_is_an_error(String argument) {
    assertThatThrownBy(() -> ArgumentSettings.read("worker", List.of(argument)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("'" + argument + "'")
        .hasMessageContaining("worker_prefetch_multiplier=2");
  }

  @Test
  void an_unknown_setting_is_an_error() {
    assertThatThrownBy(() -> ArgumentSettings.read("worker", List.of(".prefetch_multiplyer=2")))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "There is no setting worker_prefetch_multiplyer (value '2', command line"
                + " .prefetch_multiplyer); the nearest name is worker_prefetch_multiplier");
  }
}
