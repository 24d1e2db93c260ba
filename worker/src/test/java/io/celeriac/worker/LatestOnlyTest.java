package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LatestOnlyTest {

  private final List<Integer> passed = new CopyOnWriteArrayList<>();

  @Test
  void the_first_number_is_passed_on_before_it_returns() {
    new LatestOnly(passed::add).accept(8);
    assertThat(passed).containsExactly(8);
  }

  @Test
  void the_last_number_is_always_passed_on() {
    LatestOnly latest = new LatestOnly(passed::add);
    for (int i = 0; i <= 1000; i++) {
      latest.accept(i);
    }
    await().until(() -> passed.getLast() == 1000);
  }

  @Test
  void numbers_that_change_while_one_is_passed_on_are_left_out() {
    CountDownLatch slow = new CountDownLatch(1);
    LatestOnly latest =
        new LatestOnly(number -> {
          passed.add(number);
          if (number == 2) {
            awaitQuietly(slow);
          }
        });
    latest.accept(1);
    latest.accept(2);
    await().until(() -> passed.contains(2));
    for (int i = 3; i <= 100; i++) {
      latest.accept(i);
    }
    slow.countDown();

    await().until(() -> passed.getLast() == 100);
    assertThat(passed).containsExactly(1, 2, 100);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
