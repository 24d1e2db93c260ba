package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.celeriac.PoolKind;
import io.celeriac.ProcessPoolException;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskRequest;
import io.celeriac.protocol.Embed;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.protocol.TaskHeaders;
import io.celeriac.protocol.TaskMessage;
import io.celeriac.spi.DeliveryInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ChildPoolTest {

  private static final ChildOptions NO_LIMITS =
      new ChildOptions(Optional.empty(), Optional.empty(), Duration.ofSeconds(20), false);

  private static final ChildOptions WITH_STANDBY =
      new ChildOptions(Optional.empty(), Optional.empty(), Duration.ofSeconds(20), true);

  private static final TaskPolicy POLICY =
      new TaskPolicy(
          false,
          true,
          true,
          false,
          false,
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private static ChildPool pool(FakeChildren children, ChildOptions options) {
    return new ChildPool(
        new ChildStart(children, new ChildDoor(), "w@test", options.startTime()), options);
  }

  private static Execution execution() {
    TaskDefinition<Object> task = WorkerFixture.task("t", (context, arguments) -> 1);
    Message message =
        new Message(
            "[[], {}, {}]".getBytes(StandardCharsets.UTF_8),
            "application/json",
            "utf-8",
            Map.of("task", "t", "id", "id-1"),
            MessageProperties.of());
    ChildDelivery delivery =
        new ChildDelivery(message, new DeliveryInfo("", "celery", "celery", false));
    TaskRequest request =
        new TaskRequest(
            new TaskMessage(
                TaskHeaders.builder("t", "id-1").build(), List.of(), Map.of(), Embed.EMPTY),
            message.properties(),
            delivery.info(),
            "w@test");
    Execution execution = new Execution(request, task, POLICY, delivery);
    assertThat(execution.start()).isTrue();
    return execution;
  }

  static Child.Turn run(ChildPool pool) throws InterruptedException {
    BlockingQueue<Child.Turn> turns = new LinkedBlockingQueue<>();
    pool.run(execution(), () -> {}, turns::add);
    Child.Turn turn = turns.poll(10, TimeUnit.SECONDS);
    assertThat(turn).isNotNull();
    return turn;
  }

  private static List<Integer> numbers(ChildPool pool) {
    return pool.children().stream().map(child -> child.place().number()).toList();
  }

  @Test
  void children_are_numbered_and_serve_one_after_the_other() throws InterruptedException {
    FakeChildren children = FakeChildren.succeeding(0);
    try (ChildPool pool = pool(children, NO_LIMITS)) {
      pool.start(3);

      assertThat(numbers(pool)).containsExactly(1, 2, 3);
      assertThat(children.started)
          .allSatisfy(child -> assertThat(child.place.node()).isEqualTo("w@test"));
      for (int i = 0; i < 6; i++) {
        assertThat(run(pool)).isInstanceOf(Child.Turn.Ended.class);
      }
      assertThat(pool.children().stream().mapToLong(Child::tasks).sum()).isEqualTo(6);
    }
    assertThat(children.started).allSatisfy(child -> assertThat(child.exitValue()).isZero());
  }

  @Test
  void a_child_that_dies_in_a_task_loses_it_and_is_replaced_in_its_slot()
      throws InterruptedException {
    FakeChildren children =
        new FakeChildren((child, order) -> {
          if (child.place.number() == 1) {
            child.die(137);
          }
          return Optional.of(new Report.Ended(order.job(), new Outcome.Success(1), 0));
        });
    try (ChildPool pool = pool(children, NO_LIMITS)) {
      pool.start(1);

      assertThat(run(pool)).isEqualTo(new Child.Turn.Lost(new ExitStatus(137), 0));
      assertThat(numbers(pool)).containsExactly(2);
      assertThat(children.started.get(1).place.index()).isEqualTo(1);
      assertThat(run(pool)).isInstanceOf(Child.Turn.Ended.class);
    }
  }

  @Test
  void a_child_that_dies_without_a_task_is_replaced() {
    FakeChildren children = FakeChildren.succeeding(0);
    try (ChildPool pool = pool(children, NO_LIMITS)) {
      pool.start(2);

      children.started.get(0).die(137);

      await().untilAsserted(() -> assertThat(numbers(pool)).containsExactly(3, 2));
    }
  }

  @Test
  void a_task_that_had_not_begun_when_its_child_died_runs_in_another() throws InterruptedException {
    FakeChildren children = FakeChildren.succeeding(0);
    try (ChildPool pool = pool(children, NO_LIMITS)) {
      pool.start(1);
      // Its end of the connection closes before anybody notices that it died.
      closeConnection(children.started.get(0));

      assertThat(run(pool)).isInstanceOf(Child.Turn.Ended.class);
      assertThat(numbers(pool)).containsExactly(2);
    }
  }

  private static void closeConnection(FakeChildren.Started child) {
    try {
      child.channel.join().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void after_the_first_replacement_a_child_stands_by_and_takes_the_next_place_at_once()
      throws InterruptedException {
    FakeChildren children = FakeChildren.succeeding(0);
    try (ChildPool pool = pool(children, WITH_STANDBY)) {
      pool.start(2);
      assertThat(children.started).hasSize(2);
      children.started.get(0).die(137);
      await().until(() -> pool.standby().isPresent() && numbers(pool).size() == 2);
      int standby = pool.standby().orElseThrow().place().number();
      assertThat(numbers(pool)).doesNotContain(standby);
      children.start = FakeChildren.Start.SILENT; // no other could take the place

      children.started.get(1).die(137);

      await().untilAsserted(() -> assertThat(numbers(pool)).contains(standby));
      for (int i = 0; i < 4; i++) {
        assertThat(run(pool)).isInstanceOf(Child.Turn.Ended.class);
      }
    }
    assertThat(children.started).allSatisfy(child -> assertThat(child.isAlive()).isFalse());
  }

  @Test
  void the_numbers_of_children_stay_those_of_the_slots_and_one_more() {
    FakeChildren children = FakeChildren.succeeding(0);
    try (ChildPool pool = pool(children, WITH_STANDBY)) {
      pool.start(2);
      for (int i = 0; i < 20; i++) {
        long before = children.started.size();
        pool.children().get(i % 2).kill();
        await().until(() -> children.started.size() > before && numbers(pool).size() == 2);
      }

      assertThat(children.started)
          .allSatisfy(child -> assertThat(child.place.index()).isBetween(0, 2));
    }
  }

  @Test
  void a_child_that_dies_while_it_stands_by_is_not_given_a_task() throws InterruptedException {
    FakeChildren children = FakeChildren.succeeding(0);
    try (ChildPool pool = pool(children, WITH_STANDBY)) {
      pool.start(1);
      children.started.get(0).die(137);
      await().until(() -> pool.standby().isPresent() && numbers(pool).size() == 1);
      int standby = pool.standby().orElseThrow().place().number();
      int serving = pool.children().getFirst().place().number();

      pool.standby().orElseThrow().kill();
      await().until(() -> pool.standby().isEmpty());
      pool.children().getFirst().kill();

      await().until(() -> numbers(pool).size() == 1 && !numbers(pool).contains(serving));
      assertThat(numbers(pool)).doesNotContain(standby);
      assertThat(run(pool)).isInstanceOf(Child.Turn.Ended.class);
    }
  }

  @Test
  void a_child_is_replaced_after_so_many_tasks() throws InterruptedException {
    FakeChildren children = FakeChildren.succeeding(0);
    try (ChildPool pool =
        pool(
            children,
            new ChildOptions(Optional.of(2), Optional.empty(), Duration.ofSeconds(20), false))) {
      pool.start(1);
      for (int i = 0; i < 5; i++) {
        assertThat(run(pool)).isInstanceOf(Child.Turn.Ended.class);
      }

      assertThat(numbers(pool)).containsExactly(3);
      await()
          .untilAsserted(() ->
              assertThat(children.started.subList(0, 2))
                  .allSatisfy(child -> assertThat(child.isAlive()).isFalse()));
    }
  }

  @Test
  void a_child_with_too_much_memory_is_replaced() throws InterruptedException {
    FakeChildren children = FakeChildren.succeeding(1_001);
    try (ChildPool pool =
        pool(
            children,
            new ChildOptions(
                Optional.empty(), Optional.of(1_000), Duration.ofSeconds(20), false))) {
      pool.start(1);
      assertThat(run(pool)).isInstanceOf(Child.Turn.Ended.class);

      assertThat(numbers(pool)).containsExactly(2);
    }
  }

  @Test
  void a_child_that_is_never_ready_is_an_error_that_names_the_setting() {
    FakeChildren children = FakeChildren.succeeding(0);
    children.start = FakeChildren.Start.SILENT;
    try (ChildPool pool =
        pool(
            children,
            new ChildOptions(Optional.empty(), Optional.empty(), Duration.ofMillis(100), false))) {
      assertThatThrownBy(() -> pool.start(2))
          .isInstanceOf(ProcessPoolException.class)
          .hasMessageContaining("ForkPoolWorker-")
          .hasMessageContaining("0.1 seconds (worker_proc_alive_timeout)")
          .hasMessageContaining("w@test");
    }
    assertThat(children.started).allSatisfy(child -> assertThat(child.isAlive()).isFalse());
  }

  @Test
  void a_child_that_ends_at_its_start_is_an_error_that_says_how() {
    FakeChildren children = FakeChildren.succeeding(0);
    children.start = FakeChildren.Start.DIES;
    try (ChildPool pool = pool(children, NO_LIMITS)) {
      assertThatThrownBy(() -> pool.start(1))
          .isInstanceOf(ProcessPoolException.class)
          .hasMessageContaining("exited with exitcode 1 before it was ready");
    }
  }

  @Test
  void a_replacement_that_does_not_start_is_tried_again() {
    FakeChildren children = FakeChildren.succeeding(0);
    try (ChildPool pool = pool(children, NO_LIMITS)) {
      pool.start(1);
      children.start = FakeChildren.Start.DIES;
      children.started.get(0).die(1);
      await().until(() -> children.started.size() == 2);
      children.start = FakeChildren.Start.READY;

      await().untilAsserted(() -> assertThat(numbers(pool)).containsExactly(3));
    }
  }

  @Test
  void a_pool_grows_and_shrinks() throws InterruptedException {
    FakeChildren children = FakeChildren.succeeding(0);
    try (ChildPool pool = pool(children, NO_LIMITS)) {
      pool.start(1);
      pool.grow(2);
      assertThat(numbers(pool)).hasSize(3);

      pool.shrink(2);

      assertThat(numbers(pool)).hasSize(1);
      assertThat(run(pool)).isInstanceOf(Child.Turn.Ended.class);
    }
  }

  @Test
  void a_restart_replaces_idle_children_at_once_and_others_after_their_task()
      throws InterruptedException {
    CountDownLatch hold = new CountDownLatch(1);
    FakeChildren children =
        new FakeChildren((child, order) -> {
          awaitQuietly(hold);
          return Optional.of(new Report.Ended(order.job(), new Outcome.Success(1), 0));
        });
    try (ChildPool pool = pool(children, NO_LIMITS)) {
      pool.start(2);
      BlockingQueue<Child.Turn> turns = new LinkedBlockingQueue<>();
      CountDownLatch begun = new CountDownLatch(1);
      Thread.startVirtualThread(() -> pool.run(execution(), begun::countDown, turns::add));
      assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

      pool.restart();

      await().untilAsserted(() -> assertThat(numbers(pool)).containsExactlyInAnyOrder(1, 3));
      hold.countDown();
      assertThat(turns.poll(10, TimeUnit.SECONDS)).isInstanceOf(Child.Turn.Ended.class);
      await().untilAsserted(() -> assertThat(numbers(pool)).containsExactlyInAnyOrder(3, 4));
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void slots_have_as_many_children_and_a_new_one_is_free_when_its_child_is_ready()
      throws InterruptedException {
    FakeChildren children = FakeChildren.succeeding(0);
    try (ChildPool pool = pool(children, NO_LIMITS);
        Slots slots = new Slots(PoolKind.PREFORK, 1)) {
      pool.start(1);
      slots.standOn(pool);
      slots.acquire();
      children.start = FakeChildren.Start.DIES;

      slots.resize(2);

      await().until(() -> children.started.size() == 2);
      assertThat(slots.tryAcquire()).isFalse();
      children.start = FakeChildren.Start.READY;
      slots.acquire();
      assertThat(pool.children()).hasSize(2);
      slots.release();
      slots.release();

      slots.resize(1);

      assertThat(pool.children()).hasSize(1);
      slots.acquire();
      assertThat(slots.tryAcquire()).isFalse();
    }
  }

  @Test
  void a_hard_limit_kills_and_a_soft_one_asks() throws InterruptedException {
    FakeChildren children = new FakeChildren((child, order) -> Optional.empty());
    try (ChildPool pool = pool(children, NO_LIMITS)) {
      pool.start(1);
      Execution execution = execution();
      BlockingQueue<Child.Turn> turns = new LinkedBlockingQueue<>();
      CountDownLatch begun = new CountDownLatch(1);
      Thread.startVirtualThread(() -> pool.run(execution, begun::countDown, turns::add));
      assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(execution.pid()).isEqualTo(1_001);

      execution.interrupt(Execution.Interruption.SOFT_LIMIT);
      await()
          .untilAsserted(() ->
              assertThat(children.started.get(0).interrupts)
                  .containsExactly(new Order.Interrupt(0, Execution.Interruption.SOFT_LIMIT)));
      execution.interrupt(Execution.Interruption.HARD_LIMIT);

      assertThat(turns.poll(10, TimeUnit.SECONDS))
          .isEqualTo(new Child.Turn.Lost(new ExitStatus(137), 0));
    }
  }
}
