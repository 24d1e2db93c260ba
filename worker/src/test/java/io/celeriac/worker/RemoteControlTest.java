package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Control;
import io.celeriac.NodePattern;
import io.celeriac.NodeReply;
import io.celeriac.RemoteCommand;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskOptions;
import io.celeriac.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Our own client and our own workers, over the broker in one JVM. */
class RemoteControlTest {

  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger interrupted = new AtomicInteger();
  private final AtomicLong counted = new AtomicLong();
  private final TaskDefinition<Object> waits =
      WorkerFixture.task(
          "waits",
          (context, arguments) -> {
            begun.incrementAndGet();
            try {
              release.await();
            } catch (InterruptedException e) {
              interrupted.incrementAndGet();
              throw e;
            }
            return 1;
          });
  private final TaskDefinition<Object> counts =
      WorkerFixture.task(
          "counts",
          TaskOptions.builder().rateLimit("1000/s").build(),
          (context, arguments) -> counted.incrementAndGet());
  private final Celery app =
      Celery.named("remote")
          .broker("memory://" + UUID.randomUUID())
          .resultBackend("memory://" + UUID.randomUUID())
          .set("worker_pool_restarts", true)
          .tasks(waits, counts)
          .command(
              RemoteCommand.control("greet")
                  .alias("hail")
                  .handler((worker, arguments) ->
                      Map.of("ok", worker.hostname() + " greets " + arguments.get("whom"))))
          .build();
  private final Worker worker = app.worker().hostname("w1@here").concurrency(1).start();
  private final Control control = app.control();

  @AfterEach
  void close() {
    release.countDown();
    worker.shutdown(Worker.Shutdown.COLD);
    worker.close();
    app.close();
  }

  private static <T> T at(String node, Map<String, T> answers) {
    return Objects.requireNonNull(answers.get(node));
  }

  private void awaitActive(int tasks) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> at("w1@here", control.inspect().active()).size() == tasks);
  }

  @Test
  void a_ping_is_answered_and_the_last_answer_ends_the_waiting() throws InterruptedException {
    long before = System.nanoTime();
    assertThat(control.timeout(Duration.ofSeconds(60)).ping())
        .containsExactly(new NodeReply("w1@here", Map.of("ok", "pong")));
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void only_those_who_are_meant_answer() throws InterruptedException {
    Control brief = control.timeout(Duration.ofMillis(300));
    assertThat(brief.to("w2@here").ping()).isEmpty();
    assertThat(brief.to("w1@here", "w2@here").ping()).hasSize(1);
    assertThat(brief.matching(new NodePattern("w?@*", NodePattern.Matcher.GLOB)).ping()).hasSize(1);
    assertThat(brief.matching(new NodePattern("w\\d@", NodePattern.Matcher.PCRE)).ping())
        .hasSize(1);
    assertThat(brief.matching(new NodePattern("@here", NodePattern.Matcher.PCRE)).ping()).isEmpty();
  }

  @Test
  void running_waiting_and_scheduled_tasks_are_told_of() throws InterruptedException {
    AsyncResult<Object> runs = app.send(waits.call(7));
    AsyncResult<Object> waiting = app.send(waits.call(8));
    AsyncResult<Object> later = app.send(counts.call().countdown(Duration.ofSeconds(55)));
    awaitActive(1);
    await().until(() -> at("w1@here", control.inspect().scheduled()).size() == 1);
    await().until(() -> at("w1@here", control.inspect().reserved()).size() == 1);

    assertThat(at("w1@here", control.inspect().active()).getFirst())
        .satisfies(info -> {
          assertThat(info.id()).isEqualTo(runs.id());
          assertThat(info.args()).isEqualTo(List.of(7L));
          assertThat(info.acknowledged()).isTrue();
          assertThat(info.workerPid()).contains(ProcessHandle.current().pid());
          assertThat(info.started()).isPresent();
        });
    assertThat(control.inspect().queryTask(runs.id(), waiting.id(), later.id(), "unknown"))
        .satisfies(nodes ->
            assertThat(at("w1@here", nodes).values())
                .extracting(found -> found.state())
                .containsExactly("active", "reserved", "scheduled"));
  }

  @Test
  void a_revoked_task_is_known_to_be_so_at_once_and_never_runs() throws InterruptedException {
    app.send(waits.call(1));
    awaitActive(1);
    AsyncResult<Object> revoked = app.send(counts.call());
    await().until(() -> at("w1@here", control.inspect().reserved()).size() == 1);

    revoked.revoke();

    await().until(() -> revoked.state().equals("REVOKED"));
    release.countDown();
    awaitActive(0);
    await().until(() -> at("w1@here", control.inspect().reserved()).isEmpty());
    assertThat(counted).hasValue(0);
    assertThat(at("w1@here", control.inspect().revoked())).containsExactly(revoked.id());
  }

  @Test
  void a_running_task_is_terminated_and_its_slot_is_free() throws InterruptedException {
    AsyncResult<Object> runs = app.send(waits.call(1));
    await().until(() -> begun.get() == 1);

    runs.terminate();

    await().until(() -> runs.state().equals("REVOKED"));
    await().until(() -> interrupted.get() == 1);
    AsyncResult<Object> next = app.send(counts.call());
    assertThat(next.get(Duration.ofSeconds(20))).isEqualTo(1L);
  }

  @Test
  void stamps_are_revoked_running_or_not() throws InterruptedException {
    AsyncResult<Object> runs = app.send(waits.call(1).stamp(Map.of("tenant", "acme")));
    awaitActive(1);
    AsyncResult<Object> waiting = app.send(counts.call().stamp(Map.of("tenant", "acme")));

    List<NodeReply> replies =
        control.revokeByStampedHeaders(Map.of("tenant", List.of("acme")), true);

    assertThat(replies.getFirst().ok())
        .contains("headers defaultdict(<class 'set'>, {'tenant': {'acme'}}) revoked");
    await().until(() -> runs.state().equals("REVOKED") && waiting.state().equals("REVOKED"));
  }

  @Test
  void the_pool_grows_and_a_waiting_task_runs() throws InterruptedException {
    app.send(waits.call(1));
    app.send(waits.call(2));
    awaitActive(1);
    assertThat(control.poolGrow(1).getFirst().ok()).contains("pool will grow");
    awaitActive(2);
    assertThat(at("w1@here", control.inspect().stats()))
        .satisfies(stats -> {
          assertThat((Map<?, ?>) stats.get("pool")).extracting("max-concurrency").isEqualTo(2L);
          assertThat(stats).containsEntry("prefetch_count", 8L).doesNotContainKey("shutdown");
          assertThat((Map<?, ?>) stats.get("total")).extracting("waits").isEqualTo(2L);
        });
  }

  @Test
  void a_pool_is_restarted_and_goes_on() throws InterruptedException {
    assertThat(control.poolRestart().getFirst().ok()).contains("reload started");
    assertThat(app.send(counts.call()).get(Duration.ofSeconds(20))).isEqualTo(1L);
  }

  @Test
  void a_queue_is_added_and_cancelled() throws InterruptedException {
    AsyncResult<Object> other = app.send(counts.call().option("queue", "other"));
    assertThat(control.addConsumer("other").getFirst().ok()).contains("add consumer other");
    assertThat(other.get(Duration.ofSeconds(20))).isEqualTo(1L);
    assertThat(at("w1@here", control.inspect().activeQueues()))
        .extracting(queue -> queue.get("name"))
        .containsExactly("celery", "other");
    control.cancelConsumer("other");
    assertThat(at("w1@here", control.inspect().activeQueues())).hasSize(1);
  }

  @Test
  void a_rate_limit_holds_one_task_and_not_the_others() throws InterruptedException {
    control.rateLimit("counts", "1/h");
    app.send(counts.call());
    app.send(counts.call());
    AsyncResult<Object> other = app.send(waits.call(1));
    release.countDown();
    assertThat(other.get(Duration.ofSeconds(20))).isEqualTo(1L);
    assertThat(counted).hasValue(1);
    assertThat(at("w1@here", control.inspect().registered()))
        .containsExactly("counts [rate_limit=1/h]", "waits");
    control.rateLimit("counts", "0");
    await().until(() -> counted.get() == 2);
  }

  @Test
  void time_limits_change_for_the_next_run() throws InterruptedException {
    control.timeLimit("waits", null, Duration.ofMillis(100));
    AsyncResult<Object> limited = app.send(waits.call(1));
    await().until(() -> limited.state().equals("FAILURE"));
  }

  @Test
  void a_command_of_the_applications_own_is_answered_by_both_names() throws InterruptedException {
    for (String name : List.of("greet", "hail")) {
      assertThat(control.broadcast(name, Map.of("whom", "Ada")).getFirst().ok())
          .contains("w1@here greets Ada");
    }
  }

  @Test
  void a_second_worker_learns_what_is_revoked_when_it_starts() throws InterruptedException {
    control.revoke("gone");
    await().until(() -> at("w1@here", control.inspect().revoked()).contains("gone"));
    try (Worker second = app.worker().hostname("w2@here").start()) {
      assertThat(at("w2@here", control.to(second.hostname()).inspect().revoked()))
          .containsExactly("gone");
    }
  }

  @Test
  void a_shutdown_is_not_answered_and_ends_the_worker() throws InterruptedException {
    assertThat(control.timeout(Duration.ofMillis(300)).broadcast("shutdown", Map.of())).isEmpty();
    assertThat(worker.awaitTermination(Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void commands_are_answered_while_a_warm_shutdown_waits_for_a_task() throws InterruptedException {
    AsyncResult<Object> runs = app.send(waits.call(1));
    awaitActive(1);
    AsyncResult<Object> waiting = app.send(counts.call());
    await().until(() -> at("w1@here", control.inspect().reserved()).size() == 1);
    worker.shutdown(Worker.Shutdown.WARM);
    await().until(() -> at("w1@here", control.inspect().reserved()).isEmpty());
    AsyncResult<Object> late = app.send(counts.call());

    assertThat(at("w1@here", control.inspect().active()))
        .singleElement()
        .extracting(info -> info.id())
        .isEqualTo(runs.id());
    assertThat(at("w1@here", control.inspect().stats()))
        .containsEntry("shutdown", "draining: 1 task runs");
    control.terminate(runs.id());

    assertThat(worker.awaitTermination(Duration.ofSeconds(20))).isTrue();
    assertThat(interrupted).hasValue(1);
    assertThat(counted).hasValue(0);
    try (Worker next = app.worker().hostname("w2@here").start()) {
      assertThat(next.concurrency()).isPositive();
      assertThat(late.get(Duration.ofSeconds(20))).isNotNull();
      assertThat(waiting.get(Duration.ofSeconds(20))).isNotNull();
    }
  }

  @Test
  void a_call_of_no_task_of_ours_is_unknown_to_the_limits() throws InterruptedException {
    assertThat(control.rateLimit("nowhere", "1/s").getFirst().error()).contains("unknown task");
  }
}
