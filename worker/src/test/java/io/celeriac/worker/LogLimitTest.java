package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogLimitTest {

  private final AtomicLong now = new AtomicLong();
  private final Timer timer = new Timer("test", now::get);
  private final LogLimit limit = new LogLimit(timer);
  private final List<String> lines = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    timer.close();
  }

  private void tell(String key, int times) {
    for (int i = 0; i < times; i++) {
      limit.tell(key, () -> lines.add(key), more -> lines.add(key + " +" + more));
    }
  }

  private void aMinuteLater() {
    now.addAndGet(Duration.ofMinutes(1).toNanos());
  }

  @Test
  void each_name_has_a_line_a_minute_and_then_a_number() {
    timer.start();
    tell("a", 10_000);
    tell("b", 1);
    assertThat(lines).containsExactly("a", "b");
    aMinuteLater();
    await().until(() -> lines.size() == 3);
    assertThat(lines.getLast()).isEqualTo("a +9999");
    // The number was that minute's line.
    tell("a", 5);
    assertThat(lines).hasSize(3);
    aMinuteLater();
    await().until(() -> lines.size() == 4);
    assertThat(lines.getLast()).isEqualTo("a +5");
    await().until(() -> timer.size() == 1);
    aMinuteLater();
    await().until(() -> timer.size() == 0);
    tell("a", 1);
    assertThat(lines.getLast()).isEqualTo("a");
  }

  @Test
  void at_the_end_it_tells_the_numbers_it_has() {
    tell("a", 3);
    tell("b", 1);
    limit.close();
    assertThat(lines).containsExactly("a", "b", "a +2");
  }

  @Test
  void made_up_names_do_not_fill_the_memory_or_the_log() {
    for (int i = 0; i < 5_000; i++) {
      tell("made up " + i, 1);
    }
    assertThat(lines).hasSizeLessThanOrEqualTo(1_001);
  }
}
