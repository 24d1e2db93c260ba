package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimerTest {

  private final AtomicLong now = new AtomicLong();
  private final List<Integer> ran = new CopyOnWriteArrayList<>();

  @Test
  void actions_run_in_the_order_of_their_times_whatever_the_order_they_came_in() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (Timer timer = new Timer("timer", now::get)) {
      List<Integer> times = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        int at = 1 + random.nextInt(100);
        times.add(at);
        timer.at(at, () -> ran.add(at));
      }
      timer.start();
      now.set(50);
      timer.at(0, () -> {});
      await().until(() -> ran.size() == times.stream().filter(at -> at <= 50).count());
      now.set(100);
      await().until(() -> ran.size() == times.size());
      assertThat(ran).describedAs("seed %s", seed).isSortedAccordingTo(Integer::compare);
    }
  }

  @Test
  void what_is_cancelled_does_not_run() {
    try (Timer timer = new Timer("timer", now::get)) {
      timer.start();
      Timer.Entry entry = timer.at(10, () -> ran.add(10));
      timer.at(11, () -> ran.add(11));
      assertThat(timer.cancel(entry)).isTrue();
      assertThat(timer.cancel(entry)).isFalse();
      now.set(20);
      timer.at(0, () -> {});
      await().until(() -> ran.contains(11));
      assertThat(ran).containsExactly(11);
      assertThat(timer.size()).isZero();
    }
  }

  @Test
  void a_clock_that_is_set_forward_is_noticed() {
    try (Timer timer = new Timer("timer", now::get)) {
      timer.start();
      timer.at(3_600_000_000_000L, () -> ran.add(1));
      now.set(3_600_000_000_001L);
      await().until(() -> ran.size() == 1);
    }
  }
}
