package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.BrokerException;
import io.celeriac.CeleryBuilder;
import io.celeriac.Signature;
import io.celeriac.TaskOptions;
import io.celeriac.protocol.IsoTime;
import io.celeriac.spi.ResultDocument;
import io.celeriac.testing.TestClock;
import io.celeriac.worker.ScriptedBroker.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Which tasks for later a worker holds, and which the broker keeps for it. */
class ParkingTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final TestClock clock = TestClock.at(NOW);

  private WorkerFixture fixture(UnaryOperator<CeleryBuilder> config) {
    return new WorkerFixture(
            2,
            builder -> config.apply(builder).clock(clock),
            WorkerFixture.task("t", (task, values) -> "ran"),
            WorkerFixture.task(
                "again",
                TaskOptions.builder().defaultRetryDelay(Duration.ofMinutes(3)).build(),
                (task, values) -> {
                  throw task.retry();
                }))
        .start();
  }

  private WorkerFixture fixture() {
    return fixture(builder -> builder);
  }

  private static Signature<Object> in(Duration countdown) {
    return Signature.of("t", Object.class).countdown(countdown);
  }

  private static int scheduled(WorkerFixture fixture) {
    return fixture.broker.delivered.size();
  }

  private void expectHeld(WorkerFixture fixture, int delivery) {
    await().until(() -> scheduled(fixture) > delivery);
    clock.advance(Duration.ofMinutes(10));
    assertThat(fixture.awaitFate(delivery)).isEqualTo(Fate.ACKED);
  }

  @Test
  void a_task_beyond_the_horizon_is_parked_until_two_seconds_before_its_time() {
    try (WorkerFixture fixture = fixture()) {
      fixture.send(in(Duration.ofHours(1)));

      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.PARKED);
      assertThat(fixture.broker.delivered.getFirst().parkedUntil)
          .isEqualTo(NOW.plus(Duration.ofHours(1)).minusSeconds(2));
    }
  }

  @Test
  void a_task_that_comes_back_waits_here_and_runs_at_its_time() {
    try (WorkerFixture fixture = fixture()) {
      fixture.send(in(Duration.ofHours(1)));
      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.PARKED);

      clock.advance(Duration.ofHours(1).minusSeconds(2));
      fixture.broker.delivered.getFirst().unpark();
      await().until(() -> scheduled(fixture) == 2);
      assertThat(fixture.broker.delivered.getLast().fate).hasValue(Fate.HELD);
      clock.advance(Duration.ofSeconds(2));

      fixture.awaitState("id-1", "SUCCESS");
      assertThat(fixture.awaitFate(1)).isEqualTo(Fate.ACKED);
    }
  }

  @Test
  void a_task_within_the_horizon_is_held() {
    try (WorkerFixture fixture = fixture()) {
      fixture.send(in(Duration.ofMinutes(1)));
      expectHeld(fixture, 0);
    }
  }

  @Test
  void without_a_horizon_every_task_is_held() {
    try (WorkerFixture fixture = fixture(builder -> builder.set("celeriac_eta_horizon", 0))) {
      fixture.send(in(Duration.ofMinutes(9)));
      expectHeld(fixture, 0);
    }
  }

  @Test
  void a_broker_that_cannot_park_leaves_it_to_the_worker() {
    try (WorkerFixture fixture = fixture()) {
      fixture.broker.parksNothing();
      fixture.send(in(Duration.ofMinutes(9)));
      expectHeld(fixture, 0);
    }
  }

  @Test
  void a_task_that_the_broker_failed_to_take_is_held() {
    try (WorkerFixture fixture = fixture()) {
      fixture.broker.parking =
          CompletableFuture.failedFuture(
              new BrokerException(BrokerException.Problem.TIMEOUT, "It takes nothing now."));
      fixture.send(in(Duration.ofMinutes(9)));
      expectHeld(fixture, 0);
    }
  }

  @Test
  void when_enough_are_held_nearer_ones_are_parked_but_not_those_that_are_due_at_once() {
    try (WorkerFixture fixture = fixture(builder -> builder.set("worker_eta_task_limit", 2))) {
      fixture.send(in(Duration.ofSeconds(20)));
      fixture.send(in(Duration.ofSeconds(20)));
      await().until(() -> scheduled(fixture) == 2);

      fixture.send(in(Duration.ofSeconds(10)));
      assertThat(fixture.awaitFate(2)).isEqualTo(Fate.PARKED);

      fixture.send(in(Duration.ofSeconds(3)));
      await().until(() -> scheduled(fixture) == 4);
      clock.advance(Duration.ofSeconds(3));
      assertThat(fixture.awaitFate(3)).isEqualTo(Fate.ACKED);
      assertThat(fixture.broker.delivered.getFirst().fate).hasValue(Fate.HELD);
    }
  }

  @Test
  void a_message_takes_room_until_it_is_parked() {
    try (WorkerFixture fixture = fixture()) {
      CompletableFuture<Boolean> parking = new CompletableFuture<>();
      fixture.broker.parking = parking;
      fixture.send(in(Duration.ofHours(1)));
      await().until(() -> fixture.broker.prefetches.contains(9));

      parking.complete(true);

      await().until(() -> fixture.broker.prefetches.getLast() == 8);
      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.PARKED);
    }
  }

  @Test
  void a_revoked_task_is_dropped_when_it_comes_back() {
    try (WorkerFixture fixture = fixture()) {
      fixture.send(in(Duration.ofHours(1)).expires(Duration.ofMinutes(30)));
      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.PARKED);

      clock.advance(Duration.ofHours(1).minusSeconds(2));
      fixture.broker.delivered.getFirst().unpark();

      ResultDocument document = fixture.awaitState("id-1", "REVOKED");
      assertThat(document.taskId()).isEqualTo("id-1");
      assertThat(fixture.awaitFate(1)).isEqualTo(Fate.ACKED);
    }
  }

  @Test
  void a_retry_far_away_is_parked_too() {
    try (WorkerFixture fixture = fixture()) {
      fixture.send(Signature.of("again", Object.class));

      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.ACKED);
      assertThat(fixture.awaitFate(1)).isEqualTo(Fate.PARKED);
      assertThat(fixture.broker.delivered.getLast().message().headers().get("eta"))
          .isEqualTo(IsoTime.format(NOW.plus(Duration.ofMinutes(3))));
    }
  }

  @Test
  void a_shutdown_waits_for_what_is_being_parked() throws InterruptedException {
    CompletableFuture<Boolean> parking = new CompletableFuture<>();
    CountDownLatch closed = new CountDownLatch(1);
    try (WorkerFixture fixture = fixture()) {
      fixture.broker.parking = parking;
      fixture.send(in(Duration.ofHours(1)));
      await().until(() -> fixture.broker.prefetches.contains(9));
      Thread.ofVirtual()
          .start(() -> {
            fixture.worker.close();
            closed.countDown();
          });
      assertThat(closed.await(300, java.util.concurrent.TimeUnit.MILLISECONDS)).isFalse();

      parking.complete(true);

      closed.await();
      assertThat(fixture.broker.delivered.getFirst().fate).hasValue(Fate.PARKED);
    }
  }
}
