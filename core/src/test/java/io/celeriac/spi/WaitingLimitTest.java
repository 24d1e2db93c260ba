package io.celeriac.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WaitingLimitTest {

  private final WaitingLimit limit = new WaitingLimit("things", 10_000);

  @Test
  void what_does_not_fit_any_more_is_passed_over() {
    assertThat(limit.add(4_000)).isTrue();
    assertThat(limit.add(6_000)).isFalse();
    assertThat(limit.add(3_000)).isTrue();
  }

  @Test
  void there_is_room_again_for_what_has_gone() {
    assertThat(limit.add(6_000)).isTrue();
    assertThat(limit.add(6_000)).isFalse();
    limit.remove(6_000);
    assertThat(limit.add(6_000)).isTrue();
  }

  @Test
  void one_alone_may_wait_however_large() {
    assertThat(limit.add(1_000_000)).isTrue();
    assertThat(limit.add(0)).isFalse();
  }

  @Test
  void empty_ones_fill_it_too() {
    int waiting = 0;
    while (limit.add(0)) {
      waiting++;
    }
    assertThat(waiting).isBetween(1, 10);
  }
}
