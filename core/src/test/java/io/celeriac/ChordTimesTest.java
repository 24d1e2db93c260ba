package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.spi.ChordTimes;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long chords are kept, as Celery computes it. */
class ChordTimesTest {

  private static ChordTimes times(Object... namesAndValues) {
    Settings settings = Settings.defaults();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      settings =
          settings.with((String) namesAndValues[i], value.equals("none") ? null : value, "test");
    }
    return ChordTimes.of(settings);
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void by_default_they_are_kept_as_long_as_results() {
    assertThat(times())
        .isEqualTo(new ChordTimes(seconds(86400), seconds(86400), seconds(6), seconds(300)));
  }

  @Test
  void the_header_is_never_kept_shorter_than_results() {
    assertThat(times("result_chord_expires", 600, "result_expires", 3600))
        .extracting(ChordTimes::keys, ChordTimes::header)
        .containsExactly(seconds(600), seconds(3600));
    assertThat(times("result_chord_expires", 7200, "result_expires", 3600))
        .extracting(ChordTimes::keys, ChordTimes::header)
        .containsExactly(seconds(7200), seconds(7200));
  }

  @Test
  void what_never_expires_makes_the_header_last_for_ever() {
    assertThat(times("result_chord_expires", 600, "result_expires", 0))
        .extracting(ChordTimes::keys, ChordTimes::header)
        .containsExactly(seconds(600), seconds(0));
    assertThat(times("result_chord_expires", 0))
        .extracting(ChordTimes::keys, ChordTimes::header)
        .containsExactly(seconds(0), seconds(0));
    assertThat(times("result_expires", "none"))
        .extracting(ChordTimes::keys, ChordTimes::header)
        .containsExactly(seconds(0), seconds(0));
  }

  @Test
  void parts_of_seconds_are_cut_off() {
    assertThat(times("result_chord_expires", 0.5).keys()).isZero();
    assertThat(times("result_expires", 10.9).keys()).isEqualTo(seconds(10));
  }

  @Test
  void a_claim_holds_twice_as_long_as_joining_may_take() {
    assertThat(times("result_chord_join_timeout", 3.9).claim()).isEqualTo(seconds(7));
    assertThat(times("result_chord_join_timeout", 1.0).claim()).isEqualTo(seconds(5));
    assertThat(times("result_chord_join_timeout", "none").claim()).isEqualTo(seconds(10));
    assertThat(times("result_chord_join_timeout", 0).claim()).isEqualTo(seconds(10));
    assertThat(times("result_chord_join_timeout", 1000).done()).isEqualTo(seconds(4000));
  }

  @Test
  void an_extended_claim_is_never_shorter_than_a_new_one() {
    assertThat(times().extended(Duration.ofMillis(20_100))).isEqualTo(seconds(21));
    assertThat(times().extended(seconds(21))).isEqualTo(seconds(21));
    assertThat(times().extended(Duration.ZERO)).isEqualTo(seconds(6));
  }
}
