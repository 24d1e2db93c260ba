package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingNamesTest {

  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "abc, abc, 0",
    "abc, ab, 1",
    "ab, abc, 1",
    "abc, abd, 1",
    "acb, abc, 1",
    "'', abc, 3",
    "kitten, sitting, 3"
  })
  void the_distance_counts_slips_of_the_finger(String from, String to, int distance) {
    assertThat(SettingNames.distance(from, to)).isEqualTo(distance);
    assertThat(SettingNames.distance(to, from)).isEqualTo(distance);
  }

  @Test
  void a_name_that_resembles_none_has_no_nearest() {
    assertThat(SettingNames.nearest("favourite_colour")).isEmpty();
    assertThat(SettingNames.nearest("worker_concurency")).contains("worker_concurrency");
  }

  @Test
  void only_a_slip_of_the_finger_counts_as_misspelt() {
    assertThat(Settings.misspelt("task_ack_late")).contains("task_acks_late");
    assertThat(Settings.misspelt("task_acks_later_on")).isEmpty();
    assertThat(Settings.misspelt("task_acks_late")).isEmpty();
    assertThat(Settings.isKnown("task_acks_late")).isTrue();
    assertThat(Settings.isKnown("worker_hijack_root_logger")).isTrue();
    assertThat(Settings.isKnown("task_ack_late")).isFalse();
  }
}
