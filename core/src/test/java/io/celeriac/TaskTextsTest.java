package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts that options of a task are written as. */
final class TaskTextsTest {

  @ParameterizedTest
  @CsvSource({
    "250ms, PT0.25S",
    "10s, PT10S",
    "1.5m, PT1M30S",
    "2h, PT2H",
    "1d, PT24H",
    "90, PT1M30S",
    " 5 s , PT5S"
  })
  void a_duration_is_a_number_with_a_unit(String text, Duration expected) {
    assertThat(Durations.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1s", "1 week", "s", "1..2"})
  void another_text_is_no_duration(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("250ms");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9999999d", "0.0000000001s"})
  void a_duration_that_does_not_fit_is_refused(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "' is too long or too fine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "10/s", "0.5/m", "1000/h"})
  void a_rate_is_a_number_for_a_unit(String text) {
    assertThat(TaskOptions.builder().rateLimit(text).build().rateLimit()).contains(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fast", "10/d", "-1/s", "10 / s"})
  void another_text_is_no_rate(String text) {
    assertThatThrownBy(() -> TaskOptions.builder().rateLimit(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + text + "' is no rate; write it like 10/s, 100/m or 1000/h");
  }

  @Test
  void an_exception_may_be_given_twice() {
    assertThat(
            TaskOptions.builder()
                .autoretryFor(IOException.class, IOException.class)
                .build()
                .autoretryFor())
        .containsExactly(IOException.class);
  }
}
