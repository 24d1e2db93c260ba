package io.celeriac.worker;

import static io.celeriac.worker.WorkerFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.PoolKind;
import io.celeriac.Signature;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskError;
import io.celeriac.TaskOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TimeLimitsTest {

  private static final Duration SHORT = Duration.ofMillis(60);

  private static TaskOptions soft() {
    return TaskOptions.builder().softTimeLimit(SHORT).build();
  }

  @Test
  void the_soft_limit_reaches_sleeps_locks_and_sockets() throws Exception {
    ReentrantLock taken = new ReentrantLock();
    taken.lock();
    try (ServerSocket silent = new ServerSocket(0);
        WorkerFixture fixture =
            new WorkerFixture(
                    4,
                    task(
                        "sleep",
                        soft(),
                        (c, a) -> {
                          c.sleep(Duration.ofHours(1));
                          return 1;
                        }),
                    task(
                        "lock",
                        soft(),
                        (c, a) -> {
                          taken.lockInterruptibly();
                          return 1;
                        }),
                    task(
                        "socket",
                        soft(),
                        (c, a) -> {
                          try (Socket socket =
                              new Socket(InetAddress.getLoopbackAddress(), silent.getLocalPort())) {
                            return socket.getInputStream().read();
                          }
                        }))
                .start()) {
      for (String name : new String[] {"sleep", "lock", "socket"}) {
        fixture.send(Signature.of(name, Object.class).taskId(name));
      }
      for (String name : new String[] {"sleep", "lock", "socket"}) {
        assertThat(String.valueOf(fixture.awaitState(name, "FAILURE").result()))
            .describedAs(name)
            .contains("SoftTimeLimitExceeded")
            .contains("billiard.exceptions");
      }
    } finally {
      taken.unlock();
    }
  }

  @Test
  void a_task_may_catch_the_soft_limit_and_clean_up() {
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                task(
                    "t",
                    soft(),
                    (context, arguments) -> {
                      try {
                        context.sleep(Duration.ofHours(1));
                        return "never";
                      } catch (TaskError.SoftTimeLimitExceeded e) {
                        return "cleaned up " + context.softTimeLimitExceeded();
                      }
                    }))
            .start()) {
      fixture.send(Signature.of("t", Object.class));
      assertThat(fixture.awaitState("id-1", "SUCCESS").result()).isEqualTo("cleaned up true");
    }
  }

  @Test
  void a_computing_task_notices_the_soft_limit_at_its_checkpoints() {
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                task(
                    "t",
                    soft(),
                    (context, arguments) -> {
                      while (true) {
                        context.checkpoint();
                        Thread.onSpinWait();
                      }
                    }))
            .start()) {
      fixture.send(Signature.of("t", Object.class));
      fixture.awaitState("id-1", "FAILURE");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = PoolKind.class,
      names = {"VIRTUAL", "THREADS", "SOLO"})
  void a_runaway_is_reported_failed_and_its_slot_is_free_at_once(PoolKind pool) {
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch ended = new CountDownLatch(1);
    TaskDefinition<Object> runaway =
        task(
            "runaway",
            TaskOptions.builder().timeLimit(SHORT).build(),
            (context, arguments) -> {
              while (!stop.get()) {
                Thread.onSpinWait();
              }
              ended.countDown();
              return "too late";
            });
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                builder -> builder.set("worker_pool", pool.wireName()),
                runaway,
                task("next", (context, arguments) -> "ran"))
            .start()) {
      fixture.send(Signature.of("runaway", Object.class));
      fixture.send(Signature.of("next", Object.class));
      assertThat(String.valueOf(fixture.awaitState("id-1", "FAILURE").result()))
          .contains("TimeLimitExceeded")
          .contains("[0.06]");
      assertThat(fixture.awaitState("id-2", "SUCCESS").result()).isEqualTo("ran");
      stop.set(true);
      await().until(() -> ended.getCount() == 0);
      assertThat(fixture.results.find("id-1").orElseThrow().status()).isEqualTo("FAILURE");
    } finally {
      stop.set(true);
    }
  }

  @Test
  void the_limit_of_the_message_beats_that_of_the_task() {
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                task(
                    "t",
                    TaskOptions.builder().timeLimit(Duration.ofHours(1)).build(),
                    (context, arguments) -> {
                      new CountDownLatch(1).await();
                      return 1;
                    }))
            .start()) {
      fixture.send(Signature.of("t", Object.class).timeLimit(SHORT));
      fixture.awaitState("id-1", "FAILURE");
    }
  }

  @Test
  void a_timeout_is_an_ordinary_failure_that_is_retried_where_the_options_say_so() {
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                task(
                    "t",
                    TaskOptions.builder()
                        .timeout(SHORT)
                        .autoretryFor(TaskError.TimeoutError.class)
                        .maxRetries(1)
                        .defaultRetryDelay(Duration.ofMillis(1))
                        .build(),
                    (context, arguments) -> {
                      new CountDownLatch(1).await();
                      return 1;
                    }))
            .start()) {
      fixture.send(Signature.of("t", Object.class));
      assertThat(String.valueOf(fixture.awaitState("id-1", "FAILURE").result()))
          .contains("TimeoutError")
          .contains("builtins");
      assertThat(fixture.results.history.stream().map(d -> d.status()))
          .containsExactly("RETRY", "FAILURE");
    }
  }

  @Test
  void an_interrupt_meant_for_one_task_never_reaches_the_next_of_its_thread() {
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                builder -> builder.set("worker_pool", "threads"),
                task(
                    "swallows",
                    TaskOptions.builder().softTimeLimit(SHORT).build(),
                    (context, arguments) -> {
                      try {
                        new CountDownLatch(1).await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                      return "done";
                    }),
                task("next", (context, arguments) -> Thread.currentThread().isInterrupted()))
            .start()) {
      fixture.send(Signature.of("swallows", Object.class));
      fixture.send(Signature.of("next", Object.class));
      assertThat(fixture.awaitState("id-2", "SUCCESS").result()).isEqualTo(false);
    }
  }
}
