package io.celeriac.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.testing.ChildProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * B11: a task takes four times as long as RabbitMQ waits for an acknowledgement. It closes the
 * channel then, and delivers all again that came by it; the task is not started again, and the
 * others go on.
 */
@FaultCase
@Tag("long")
final class ConsumerTimeoutTest {
  private static final int CONCURRENCY = 8;
  private static final int SHORT_MILLISECONDS = 200;

  @Test
  void b11_a_task_that_outlasts_the_consumer_timeout_runs_once_and_others_go_on(Chance chance) {
    Duration timeout = chance.time(Duration.ofSeconds(15), Duration.ofSeconds(3));
    Duration task = timeout.multipliedBy(4);
    int tasks = (int) (task.toMillis() / SHORT_MILLISECONDS) * (CONCURRENCY - 1);
    RabbitMqUnderTest rabbit = RabbitMqUnderTest.started();
    rabbit
        .server()
        .ctl(
            "eval",
            "application:set_env(rabbit, channel_tick_interval, 500),"
                + "application:set_env(rabbit, consumer_timeout, %d)."
                    .formatted(timeout.toMillis()));
    try (Scene scene = Scene.on(rabbit, setup -> setup.concurrency(CONCURRENCY))) {
      Celery app = scene.app();
      List<Signature<Long>> calls = new ArrayList<>();
      calls.add(Signature.of("mark", Long.class, 0, task.toMillis()).ignoreResult(true));
      calls.addAll(Scene.marks(tasks, SHORT_MILLISECONDS).subList(1, tasks));
      app.sendAll(calls);
      ChildProcess worker = scene.worker();
      scene.requireRuns(1, worker);

      Duration longestPause = Duration.ZERO;
      while (scene.ledger().distinct() < tasks) {
        long before = System.nanoTime();
        scene.requireRuns(scene.ledger().distinct() + 1, worker);
        Duration pause = Duration.ofNanos(System.nanoTime() - before);
        boolean onlyTheLongOne = scene.ledger().distinct() >= tasks - 1;
        longestPause = !onlyTheLongOne && pause.compareTo(longestPause) > 0 ? pause : longestPause;
      }
      long timeouts = worker.output().lines().filter(l -> l.contains("consumer_timeout")).count();

      Tally tally = Tally.of(tasks, scene.ledger().runs(), longestPause);
      System.out.println("B11: " + tally + ", " + timeouts + " timeouts");
      assertThat(timeouts).as(worker::output).isPositive();
      assertThat(scene.ledger().runs().get(0)).as(worker::output).isEqualTo(1);
      assertThat(tally.lost()).isZero();
      // Those whose acknowledgement met the end of the channel.
      assertThat(tally.duplicates()).isLessThanOrEqualTo((int) timeouts * CONCURRENCY);
      assertThat(longestPause).isLessThan(Duration.ofSeconds(1).plusMillis(SHORT_MILLISECONDS));
      assertThat(worker.hasEnded()).as(worker::output).isFalse();
    }
  }
}
