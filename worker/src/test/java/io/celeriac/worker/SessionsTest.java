package io.celeriac.worker;

import static io.celeriac.worker.WorkerFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.celeriac.BrokerException;
import io.celeriac.Signature;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskOptions;
import io.celeriac.Worker;
import io.celeriac.worker.ScriptedBroker.Fate;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Connections that break, and the ways a worker ends. */
class SessionsTest {

  private static final TaskOptions LATE = TaskOptions.builder().acksLate(true).build();

  /** Counts its runs, and ends when it may. */
  private static TaskDefinition<Object> counting(AtomicInteger runs, CountDownLatch release) {
    return task(
        "t",
        LATE,
        (context, arguments) -> {
          runs.incrementAndGet();
          release.await();
          return 1;
        });
  }

  @Test
  void after_a_lost_connection_waiting_tasks_come_again_and_running_ones_go_on() {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    try (WorkerFixture fixture = new WorkerFixture(1, counting(runs, release)).start()) {
      fixture.send(Signature.of("t", Object.class));
      fixture.send(Signature.of("t", Object.class));
      await().until(() -> runs.get() == 1 && fixture.broker.delivered.size() == 2);

      fixture.broker.breakConnection();
      await().until(() -> fixture.broker.connects.get() == 2);
      await().until(() -> fixture.broker.delivered.size() == 4);
      release.countDown();

      fixture.awaitState("id-2", "SUCCESS");
      // The one that ran is acknowledged by the message that came again; each ran once.
      assertThat(fixture.awaitFate(2)).isEqualTo(Fate.ACKED);
      assertThat(fixture.awaitFate(3)).isEqualTo(Fate.ACKED);
      assertThat(fixture.broker.delivered.get(0).fate.get()).isEqualTo(Fate.HELD);
      assertThat(runs.get()).isEqualTo(2);
    } finally {
      release.countDown();
    }
  }

  @Test
  void a_task_that_ends_without_a_connection_is_acknowledged_when_it_comes_again() {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    try (WorkerFixture fixture = new WorkerFixture(1, counting(runs, release)).start()) {
      fixture.send(Signature.of("t", Object.class));
      await().until(() -> runs.get() == 1);

      fixture.broker.refusedConnects.set(1); // and two seconds until the next
      fixture.broker.breakConnection();
      await().until(() -> fixture.broker.refusedConnects.get() <= 0);
      release.countDown();

      assertThat(fixture.awaitFate(1)).isEqualTo(Fate.ACKED);
      assertThat(runs.get()).isEqualTo(1);
    } finally {
      release.countDown();
    }
  }

  @Test
  void after_a_lost_connection_late_acked_tasks_are_cancelled_where_that_is_wanted() {
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger interrupted = new AtomicInteger();
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                builder -> builder.set("worker_cancel_long_running_tasks_on_connection_loss", true),
                task(
                    "t",
                    LATE,
                    (context, arguments) -> {
                      if (runs.incrementAndGet() > 1) {
                        return 1;
                      }
                      try {
                        context.sleep(Duration.ofMinutes(5));
                      } finally {
                        interrupted.incrementAndGet();
                      }
                      return 2;
                    }))
            .start()) {
      fixture.send(Signature.of("t", Object.class));
      await().until(() -> runs.get() == 1);

      fixture.broker.breakConnection();

      fixture.awaitState("id-1", "SUCCESS");
      assertThat(interrupted.get()).isEqualTo(1);
      assertThat(runs.get()).isEqualTo(2);
    }
  }

  @Test
  void a_session_that_gives_nothing_although_messages_wait_is_made_anew() {
    try (WorkerFixture fixture =
        new WorkerFixture(
                2,
                builder -> builder.set("celeriac_watchdog_interval", 0.05),
                task("t", LATE, (context, arguments) -> 1))
            .start()) {
      fixture.send(Signature.of("t", Object.class));
      fixture.awaitState("id-1", "SUCCESS");
      fixture.broker.silence();
      fixture.send(Signature.of("t", Object.class));

      fixture.awaitState("id-2", "SUCCESS");
      assertThat(fixture.broker.connects.get()).isEqualTo(2);
    }
  }

  @Test
  void a_broker_that_is_away_at_the_start_is_tried_again() {
    try (WorkerFixture fixture = new WorkerFixture(1, task("t", (context, arguments) -> 1))) {
      fixture.broker.refusedConnects.set(1);
      fixture.start();
      fixture.send(Signature.of("t", Object.class));
      fixture.awaitState("id-1", "SUCCESS");
    }
  }

  @Test
  void without_retries_a_broker_that_is_away_is_an_error_at_once() {
    try (WorkerFixture fixture =
        new WorkerFixture(1, builder -> builder.set("broker_connection_retry", false))) {
      fixture.broker.refusedConnects.set(1);
      assertThatThrownBy(fixture::start)
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("Nobody listens there");
    }
  }

  @Test
  void a_warm_shutdown_finishes_what_runs_and_gives_back_what_does_not() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                task(
                    "t",
                    LATE,
                    (context, arguments) -> {
                      running.countDown();
                      release.await();
                      return 1;
                    }))
            .start()) {
      fixture.send(Signature.of("t", Object.class));
      fixture.send(Signature.of("t", Object.class));
      fixture.send(Signature.of("t", Object.class).countdown(Duration.ofSeconds(50)));
      running.await();
      await().until(() -> fixture.broker.delivered.size() == 3);

      fixture.worker.shutdown(Worker.Shutdown.WARM);
      assertThat(fixture.awaitFate(1)).isEqualTo(Fate.REQUEUED);
      assertThat(fixture.awaitFate(2)).isEqualTo(Fate.REQUEUED);
      assertThat(fixture.broker.delivered.get(0).fate.get()).isEqualTo(Fate.HELD);

      release.countDown();
      fixture.worker.awaitTermination();
      assertThat(fixture.broker.delivered.get(0).fate.get()).isEqualTo(Fate.ACKED);
      assertThat(fixture.results.find("id-1").orElseThrow().status()).isEqualTo("SUCCESS");
    } finally {
      release.countDown();
    }
  }

  @Test
  void a_cold_shutdown_overtakes_a_warm_one_and_requeues_what_is_late_acked() throws Exception {
    CountDownLatch running = new CountDownLatch(2);
    try (WorkerFixture fixture =
        new WorkerFixture(
                2,
                task(
                    "listens",
                    LATE,
                    (context, arguments) -> {
                      running.countDown();
                      context.sleep(Duration.ofHours(1));
                      return 1;
                    }),
                task(
                    "deaf",
                    LATE,
                    (context, arguments) -> {
                      running.countDown();
                      long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
                      while (System.nanoTime() < end) {
                        Thread.onSpinWait();
                      }
                      return 1;
                    }))
            .start()) {
      fixture.send(Signature.of("listens", Object.class));
      fixture.send(Signature.of("deaf", Object.class));
      running.await();
      fixture.worker.shutdown(Worker.Shutdown.WARM);
      fixture.worker.shutdown(Worker.Shutdown.COLD);
      fixture.worker.awaitTermination();
      assertThat(fixture.broker.delivered.get(0).fate.get()).isEqualTo(Fate.REQUEUED);
      assertThat(fixture.broker.delivered.get(1).fate.get()).isEqualTo(Fate.REQUEUED);
      assertThat(fixture.results.history).isEmpty();
    }
  }

  @Test
  void the_soft_shutdown_time_lets_running_tasks_end() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                builder -> builder.set("worker_soft_shutdown_timeout", 10),
                task(
                    "t",
                    LATE,
                    (context, arguments) -> {
                      running.countDown();
                      context.sleep(Duration.ofMillis(300));
                      return "finished";
                    }))
            .start()) {
      fixture.send(Signature.of("t", Object.class));
      running.await();
      fixture.worker.shutdown(Worker.Shutdown.COLD);
      fixture.worker.awaitTermination();
      assertThat(fixture.results.find("id-1").orElseThrow().result()).isEqualTo("finished");
    }
  }

  private static TaskDefinition<Object> sleeper(CountDownLatch running) {
    return task(
        "t",
        LATE,
        (context, arguments) -> {
          running.countDown();
          context.sleep(Duration.ofHours(1));
          return 1;
        });
  }

  @Test
  void a_second_cold_shutdown_does_not_wait_for_the_soft_shutdown_time() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    try (WorkerFixture fixture =
        new WorkerFixture(
                1, builder -> builder.set("worker_soft_shutdown_timeout", 3600), sleeper(running))
            .start()) {
      fixture.send(Signature.of("t", Object.class));
      running.await();
      fixture.worker.shutdown(Worker.Shutdown.COLD);
      assertThat(fixture.broker.delivered.getFirst().fate.get()).isEqualTo(Fate.HELD);
      fixture.worker.shutdown(Worker.Shutdown.COLD);
      assertThat(fixture.worker.awaitTermination(Duration.ofSeconds(20))).isTrue();
      assertThat(fixture.broker.delivered.getFirst().fate.get()).isEqualTo(Fate.REQUEUED);
    }
  }

  @Test
  void the_soft_shutdown_time_passes_without_tasks_where_that_is_wanted() throws Exception {
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                builder ->
                    builder
                        .set("worker_soft_shutdown_timeout", 0.5)
                        .set("worker_enable_soft_shutdown_on_idle", true))
            .start()) {
      long start = System.nanoTime();
      fixture.worker.shutdown(Worker.Shutdown.COLD);
      fixture.worker.awaitTermination();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(500));
    }
  }

  @Test
  @Tag("slow")
  void a_broker_that_does_not_answer_holds_up_no_cold_shutdown() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    try (WorkerFixture fixture = new WorkerFixture(1, sleeper(running)).start()) {
      fixture.send(Signature.of("t", Object.class));
      running.await();
      fixture.broker.answersCancel = answer;
      fixture.worker.shutdown(Worker.Shutdown.WARM);
      fixture.worker.shutdown(Worker.Shutdown.COLD);
      assertThat(fixture.worker.awaitTermination(Duration.ofSeconds(30))).isTrue();
      assertThat(fixture.broker.delivered.getFirst().fate.get()).isEqualTo(Fate.REQUEUED);
    } finally {
      answer.countDown();
    }
  }

  @Test
  void no_task_starts_once_a_shutdown_has_begun() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                task(
                    "t",
                    LATE,
                    (context, arguments) -> {
                      runs.incrementAndGet();
                      running.countDown();
                      release.await();
                      return 1;
                    }))
            .start()) {
      fixture.send(Signature.of("t", Object.class));
      fixture.send(Signature.of("t", Object.class));
      running.await();
      await().until(() -> fixture.broker.delivered.size() == 2);
      fixture.broker.answersCancel = answer;
      fixture.worker.shutdown(Worker.Shutdown.WARM);
      release.countDown();
      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.ACKED);
      answer.countDown();
      fixture.worker.awaitTermination();
      assertThat(fixture.broker.delivered.get(1).fate.get()).isEqualTo(Fate.REQUEUED);
      assertThat(runs.get()).isEqualTo(1);
    } finally {
      release.countDown();
      answer.countDown();
    }
  }

  @Test
  void a_drain_that_takes_too_long_becomes_a_cold_shutdown() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                builder -> builder.set("celeriac_drain_timeout", 0.2),
                task(
                    "t",
                    LATE,
                    (context, arguments) -> {
                      running.countDown();
                      context.sleep(Duration.ofHours(1));
                      return 1;
                    }))
            .start()) {
      fixture.send(Signature.of("t", Object.class));
      running.await();
      fixture.worker.shutdown(Worker.Shutdown.WARM);
      fixture.worker.awaitTermination();
      assertThat(fixture.broker.delivered.getFirst().fate.get()).isEqualTo(Fate.REQUEUED);
      assertThat(fixture.results.history).isEmpty();
    }
  }

  @Test
  void a_worker_starts_once() {
    try (WorkerFixture fixture = new WorkerFixture(1).start()) {
      assertThatThrownBy(fixture.worker::start).isInstanceOf(IllegalStateException.class);
    }
  }
}
