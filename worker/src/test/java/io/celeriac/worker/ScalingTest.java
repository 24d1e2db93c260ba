package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.PoolKind;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pools that grow and shrink; on a clock that the test turns. */
class ScalingTest {

  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger demand = new AtomicInteger();
  private final Slots slots = new Slots(PoolKind.VIRTUAL, 2);
  private final Prefetch prefetch = new Prefetch(8, 4, Optional.empty(), true);

  private Scaling scaling(Optional<Scaling.Bounds> bounds) {
    return new Scaling(slots, prefetch, bounds, demand::get, Duration.ofSeconds(30), now::get);
  }

  @AfterEach
  void close() {
    slots.close();
  }

  @Test
  void a_pool_grows_with_what_arrives_up_to_its_bound() {
    Scaling scaling = scaling(Optional.of(new Scaling.Bounds(4, 2)));
    demand.set(3);
    scaling.received();
    assertThat(slots.size()).isEqualTo(3);
    demand.set(100);
    scaling.received();
    assertThat(slots.size()).isEqualTo(4);
  }

  @Test
  void idle_slots_go_after_their_time_and_down_to_the_bound() {
    Scaling scaling = scaling(Optional.of(new Scaling.Bounds(4, 1)));
    demand.set(4);
    scaling.received();
    demand.set(0);
    now.addAndGet(Duration.ofSeconds(30).toNanos());
    scaling.scale();
    assertThat(slots.size()).isEqualTo(4);
    now.addAndGet(1);
    scaling.scale();
    assertThat(slots.size()).isEqualTo(1);
  }

  @Test
  void other_bounds_count_at_once_for_the_pool_and_for_what_is_held_of_messages() {
    Scaling scaling = scaling(Optional.of(new Scaling.Bounds(4, 2)));
    assertThat(scaling.update(OptionalInt.of(6), OptionalInt.of(3)))
        .isEqualTo(new Scaling.Bounds(6, 3));
    assertThat(slots.size()).isEqualTo(3);
    assertThat(prefetch.count()).isEqualTo(16);
  }

  @Test
  void a_fixed_pool_changes_on_command_and_keeps_one_slot() {
    Scaling scaling = scaling(Optional.empty());
    scaling.change(3);
    assertThat(slots.size()).isEqualTo(5);
    assertThat(prefetch.count()).isEqualTo(20);
    scaling.change(-4);
    assertThat(slots.size()).isEqualTo(1);
    assertThatThrownBy(() -> scaling.change(-1)).hasMessageContaining("cannot shrink by 1");
    assertThatThrownBy(() -> scaling.update(OptionalInt.of(2), OptionalInt.empty()))
        .hasMessage("Autoscale not enabled");
  }

  @Test
  void a_pool_that_shrank_below_what_runs_starts_nothing_until_enough_has_ended()
      throws InterruptedException {
    slots.acquire();
    slots.acquire();
    slots.resize(1);
    slots.release();
    assertThat(slots.tryAcquire()).isFalse();
    slots.release();
    assertThat(slots.tryAcquire()).isTrue();
  }
}
