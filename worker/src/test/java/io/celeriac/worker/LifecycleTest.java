package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.worker.Lifecycle.Cause;
import io.celeriac.worker.Lifecycle.Closed;
import io.celeriac.worker.Lifecycle.Closing;
import io.celeriac.worker.Lifecycle.Draining;
import io.celeriac.worker.Lifecycle.Interrupting;
import io.celeriac.worker.Lifecycle.Limits;
import io.celeriac.worker.Lifecycle.Running;
import io.celeriac.worker.Lifecycle.Soft;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which state follows which. */
class LifecycleTest {

  private static final long NOW = 1_000;
  private static final Limits NONE = new Limits(Optional.empty(), Duration.ZERO, false);
  private static final Limits SOFT = new Limits(Optional.empty(), Duration.ofNanos(7), false);
  private static final Limits ON_IDLE = new Limits(Optional.empty(), Duration.ofNanos(7), true);

  private static final Lifecycle WARM = new Draining(OptionalLong.empty());
  private static final Lifecycle INTERRUPTING = new Interrupting(NOW + 1_000_000_000L);
  private static final Lifecycle CLOSING = new Closing(NOW + 30_000_000_000L);

  private static Lifecycle busy(Lifecycle state, Cause cause, Limits limits) {
    return state.next(cause, /* busy= */ true, NOW, limits);
  }

  /** What each of the causes leads to, in their order: warm, cold, idle, time, done. */
  private static List<Lifecycle> all(Lifecycle state) {
    return Stream.of(Cause.values()).map(cause -> busy(state, cause, SOFT)).toList();
  }

  @Test
  void each_cause_leads_from_each_state_to_one_other_or_to_none() {
    Running running = new Running();
    Soft soft = new Soft(NOW + 7, false);
    Closed closed = new Closed();

    assertThat(all(running)).containsExactly(WARM, soft, running, running, closed);
    assertThat(all(WARM)).containsExactly(WARM, soft, CLOSING, soft, WARM);
    assertThat(all(soft)).containsExactly(soft, INTERRUPTING, CLOSING, INTERRUPTING, soft);
    assertThat(all(INTERRUPTING))
        .containsExactly(INTERRUPTING, CLOSING, CLOSING, CLOSING, INTERRUPTING);
    assertThat(all(CLOSING)).containsExactly(CLOSING, CLOSING, CLOSING, closed, closed);
    assertThat(all(closed)).containsOnly(closed);
  }

  @Test
  void a_drain_timeout_bounds_a_warm_shutdown() {
    Limits limits = new Limits(Optional.of(Duration.ofNanos(9)), Duration.ZERO, false);
    Lifecycle draining = busy(new Running(), Cause.WARM, limits);

    assertThat(draining.until()).hasValue(NOW + 9);
    assertThat(busy(draining, Cause.TIME, limits)).isEqualTo(INTERRUPTING);
  }

  @Test
  void without_a_soft_time_or_without_tasks_a_cold_shutdown_interrupts_at_once() {
    assertThat(busy(new Running(), Cause.COLD, NONE)).isEqualTo(INTERRUPTING);
    assertThat(new Running().next(Cause.COLD, false, NOW, SOFT)).isEqualTo(INTERRUPTING);
  }

  @Test
  void where_the_soft_time_passes_on_idle_too_it_passes_in_full() {
    Soft soft = new Soft(NOW + 7, true);

    assertThat(new Running().next(Cause.COLD, false, NOW, ON_IDLE)).isEqualTo(soft);
    assertThat(soft.next(Cause.IDLE, false, NOW, ON_IDLE)).isEqualTo(soft);
    assertThat(soft.next(Cause.TIME, false, NOW, ON_IDLE)).isEqualTo(INTERRUPTING);
  }

  @Test
  void from_every_state_in_which_it_ends_time_alone_leads_to_its_end() {
    Limits limits = new Limits(Optional.of(Duration.ofNanos(9)), Duration.ofNanos(7), true);
    Lifecycle state = busy(new Running(), Cause.WARM, limits);
    for (int steps = 0; steps < 4; steps++) {
      assertThat(state.until()).as(state.toString()).isPresent();
      state = busy(state, Cause.TIME, limits);
    }
    assertThat(state).isEqualTo(new Closed());
  }
}
