package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrefetchTest {

  private final List<Integer> told = new ArrayList<>();

  private Prefetch prefetch(int base, Optional<Integer> limit) {
    Prefetch prefetch = new Prefetch(base, 4, limit, true);
    prefetch.attach(told::add, 0);
    return prefetch;
  }

  @Test
  void each_waiting_task_raises_it_by_one() {
    Prefetch prefetch = prefetch(8, Optional.empty());
    prefetch.waiting(1);
    prefetch.waiting(1);
    prefetch.waiting(-1);
    assertThat(told).containsExactly(8, 9, 10, 9);
  }

  @Test
  void the_eta_limit_bounds_it_but_never_below_its_base() {
    Prefetch prefetch = prefetch(8, Optional.of(9));
    prefetch.waiting(1);
    prefetch.waiting(1);
    assertThat(told).containsExactly(8, 9);
    assertThat(prefetch(8, Optional.of(3)).count()).isEqualTo(8);
  }

  @Test
  void no_limit_stays_none() {
    Prefetch prefetch = prefetch(0, Optional.empty());
    prefetch.waiting(1);
    assertThat(told).containsExactly(0);
  }

  @Test
  void after_a_reconnect_it_is_lowered_for_what_still_runs_and_restored_as_that_ends() {
    Prefetch prefetch = new Prefetch(16, 4, Optional.empty(), true);
    prefetch.attach(told::add, 3);
    prefetch.ended();
    prefetch.ended();
    prefetch.ended();
    assertThat(told).containsExactly(4, 8, 12, 16);
  }

  @Test
  void after_a_reconnect_it_is_not_lowered_where_that_is_not_wanted() {
    Prefetch prefetch = new Prefetch(16, 4, Optional.empty(), false);
    prefetch.attach(told::add, 3);
    prefetch.ended();
    assertThat(told).containsExactly(16);
  }

  @Test
  void after_a_reconnect_at_least_one_multiplier_is_left() {
    Prefetch prefetch = new Prefetch(16, 4, Optional.empty(), true);
    prefetch.attach(told::add, 50);
    assertThat(told).containsExactly(4);
  }

  @Test
  void nobody_is_told_between_sessions() {
    Prefetch prefetch = prefetch(8, Optional.empty());
    prefetch.detach();
    prefetch.waiting(1);
    assertThat(told).containsExactly(8);
    prefetch.attach(told::add, 0);
    assertThat(told).containsExactly(8, 9);
  }
}
