package io.celeriac.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.BrokerException;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.testing.ChildProcess;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A RabbitMQ that dies, is restarted, or hangs while it is published to and consumed from. */
@FaultCase
final class BrokerCrashTest {
  private static final int THREADS = 8;

  @Test
  void b1_what_a_killed_rabbitmq_has_confirmed_runs(Chance chance) {
    Tally tally =
        interrupted(
            chance,
            chance.size(100_000),
            chance.size(10, 3),
            broker -> {
              broker.kill();
              broker.start();
            });

    System.out.println("B1: " + tally);
    assertThat(tally.lost()).as("confirmed and lost").isZero();
  }

  @Test
  @Tag("long")
  void b2_a_clean_restart_loses_nothing(Chance chance) {
    Tally tally =
        interrupted(
            chance,
            chance.size(20_000),
            chance.size(10, 2),
            broker -> {
              broker.stop();
              broker.start();
            });

    System.out.println("B2 restart: " + tally);
    assertThat(tally.lost()).as("confirmed and lost").isZero();
  }

  @Test
  @Tag("long")
  void b2_closed_connections_are_opened_again(Chance chance) {
    Tally tally =
        interrupted(
            chance,
            chance.size(50_000),
            chance.size(50),
            broker ->
                ((RabbitMqUnderTest) broker).server().ctl("close_all_connections", "by the test"));

    System.out.println("B2 closed connections: " + tally);
    assertThat(tally.lost()).as("confirmed and lost").isZero();
  }

  /** Publishes and consumes, with a fault at moments that chance draws. */
  private static Tally interrupted(
      Chance chance, int tasks, int faults, Consumer<BrokerUnderTest> fault) {
    try (Scene scene = Scene.on(ServerKind.RABBITMQ.start())) {
      ChildProcess worker = scene.worker();
      Senders senders = Senders.start(scene.app(), tasks, 0, THREADS);
      Duration slowest = Duration.ZERO;
      for (int moment : chance.moments(faults, tasks * 9 / 10)) {
        senders.awaitSends(Math.max(moment, Math.min(tasks, senders.ended() + 1)));
        fault.accept(scene.broker());
        long seen = scene.ledger().distinct();
        long before = System.nanoTime();
        scene.requireRuns(Math.min(seen + 1, tasks), worker);
        Duration recovery = Duration.ofNanos(System.nanoTime() - before);
        slowest = recovery.compareTo(slowest) > 0 ? recovery : slowest;
      }
      senders.awaitEnd();
      scene.awaitAll(senders.confirmed(), Duration.ofSeconds(30));
      assertThat(worker.hasEnded()).as(worker::output).isFalse();
      System.out.println(
          senders.failed().size() + " sends failed; slowest send " + senders.slowest());
      return senders.tally(scene.ledger().runs(), slowest);
    }
  }

  @Test
  @Tag("long")
  void b3_a_frozen_rabbitmq_is_noticed_and_waited_for(Chance chance) throws Exception {
    Duration frozen = chance.time(Duration.ofSeconds(60), Duration.ofSeconds(25));
    try (Scene scene =
        Scene.on(
            ServerKind.RABBITMQ.start(),
            setup -> setup.options("broker_heartbeat=10", "broker_connection_timeout=4"))) {
      ChildProcess worker = scene.worker();
      Senders before =
          Senders.start(
              scene.app(builder -> builder.set("broker_heartbeat", 10)), chance.size(2000), 0, 4);
      before.awaitSends(50);
      scene.requireRuns(10, worker);

      scene.broker().freeze();
      long start = System.nanoTime();
      worker.await("Connection to broker lost");
      Duration noticed = Duration.ofNanos(System.nanoTime() - start);
      Pauses.until(start, frozen);
      scene.broker().thaw();
      long thawed = System.nanoTime();
      before.awaitEnd();
      scene.awaitAll(before.confirmed(), Duration.ofSeconds(40));
      Duration resumed = Duration.ofNanos(System.nanoTime() - thawed);

      Tally tally = before.tally(scene.ledger().runs(), resumed);
      System.out.println(
          "B3: noticed after %d ms, %s; %d sends failed, slowest %s"
              .formatted(noticed.toMillis(), tally, before.failed().size(), before.slowest()));
      assertThat(noticed).isLessThan(Duration.ofSeconds(30));
      assertThat(tally.lost()).as("confirmed and lost").isZero();
      assertThat(worker.hasEnded()).as(worker::output).isFalse();
    }
  }

  @Test
  @Tag("long")
  void b9_an_alarm_stops_senders_with_an_error_and_no_consumer() {
    try (Scene scene = Scene.on(ServerKind.RABBITMQ.start())) {
      RabbitMqUnderTest rabbit = (RabbitMqUnderTest) scene.broker();
      Celery app =
          scene.app(builder ->
              builder
                  .set("broker_connection_timeout", 3)
                  .set("task_publish_retry", false)
                  .set("broker_transport_options", Map.of("confirm_timeout", 3)));
      Senders queued = Senders.start(app, 500, 5, 8).awaitEnd();
      assertThat(queued.failed()).isEmpty();
      rabbit.server().ctl("set_vm_memory_high_watermark", "absolute", "1MB");
      Signature<Long> another = Signature.of("mark", Long.class, 1_000).ignoreResult(true);
      Awaitility.await("a send that fails")
          .atMost(Duration.ofSeconds(30))
          .until(() -> raises(app, another));
      ChildProcess worker = scene.worker();
      scene.requireRuns(500, worker);

      rabbit.server().ctl("set_vm_memory_high_watermark", "0.6");
      long start = System.nanoTime();
      Awaitility.await("a send that returns")
          .atMost(Duration.ofSeconds(60))
          .until(() -> !raises(app, another));
      System.out.println(
          "B9: 500 sent, 0 lost, sends return after "
              + Duration.ofNanos(System.nanoTime() - start).toMillis()
              + " ms");
      scene.requireRuns(501, worker);
    }
  }

  private static boolean raises(Celery app, Signature<?> call) {
    try {
      app.send(call);
      return false;
    } catch (BrokerException e) {
      assertThat(e.problem()).isEqualTo(BrokerException.Problem.TIMEOUT);
      return true;
    }
  }
}
