package io.celeriac.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Celery;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.FaultProxy;
import io.celeriac.testing.FaultProxy.Direction;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Connections that are reset at any byte of what goes over them, and some that go silent: B6, B7.
 */
@FaultCase
final class CutConnectionsTest {
  /** More than a message and what is said about it take, so that any byte of it may be the last. */
  private static final int MESSAGE = 1_500;

  /** The same of an answer to a sender: a number, or a confirm. */
  private static final int ANSWER = 60;

  @ParameterizedTest
  @EnumSource
  void b6_a_consumer_that_is_cut_off_anywhere_loses_nothing(ServerKind kind, Chance chance) {
    int cuts = chance.size(400) / ServerKind.values().length;
    int tasks = cuts * 40;
    try (Scene scene = Scene.on(kind.start(), setup -> setup.concurrency(1))) {
      FaultProxy proxy = scene.proxy();
      // Long enough for the acknowledgement of one to have left before the next has run.
      scene.app().sendAll(Scene.marks(tasks, 10));
      ChildProcess worker =
          scene.worker(
              Contender.CELERIAC, scene.setup().broker(scene.broker().urlAt(proxy.port())));
      scene.requireRuns(1, worker);
      int done = 0;
      while (done < cuts && scene.ledger().distinct() < tasks) {
        BooleanSupplier over = () -> scene.ledger().distinct() >= tasks;
        if (cut(
            proxy, chance.oneOf(List.of(Direction.values())), chance.between(1, MESSAGE), over)) {
          done++;
        }
        scene.requireRuns(Math.min(tasks, scene.ledger().distinct() + 1), worker);
      }
      scene.awaitRuns(tasks, Duration.ofSeconds(45));

      Tally tally = Tally.of(tasks, scene.ledger().runs(), Duration.ZERO);
      System.out.println("B6 consumer " + kind + ": " + done + " cuts, " + tally);
      assertThat(done).as("cuts; " + worker.output()).isGreaterThan(cuts / 2);
      assertThat(tally.lost()).as(worker::output).isZero();
      assertThat(tally.duplicates()).isLessThanOrEqualTo(done);
      assertThat(worker.hasEnded()).as(worker::output).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void b6_a_sender_that_is_cut_off_anywhere_knows_what_was_sent(ServerKind kind, Chance chance) {
    int cuts = chance.size(400) / ServerKind.values().length;
    int tasks = cuts * 30;
    try (Scene scene = Scene.on(kind.start())) {
      FaultProxy proxy = scene.proxy();
      Celery app = scene.app(builder -> builder.broker(scene.broker().urlAt(proxy.port())));
      Senders senders = Senders.start(app, tasks, 0, 1);
      senders.awaitSends(1);
      for (int i = 0; i < cuts; i++) {
        Direction direction = chance.oneOf(List.of(Direction.values()));
        int most = direction == Direction.TO_CLIENT ? ANSWER : MESSAGE;
        cut(proxy, direction, chance.between(1, most), () -> senders.ended() >= tasks);
        senders.awaitSends(Math.min(tasks, senders.ended() + 1));
      }
      senders.awaitEnd();
      ChildProcess worker = scene.worker();
      scene.awaitAll(senders.confirmed(), Duration.ofSeconds(30));

      Tally tally = senders.tally(scene.ledger().runs(), Duration.ZERO);
      System.out.println(
          "B6 sender %s: %d cuts, %d failed, %s"
              .formatted(kind, cuts, senders.failed().size(), tally));
      assertThat(tally.lost()).as(worker::output).isZero();
      assertThat(tally.duplicates()).isLessThanOrEqualTo(cuts);
    }
  }

  /**
   * Resets the connection that is at so many bytes, and waits until that has happened; false when
   * all was over before.
   */
  private static boolean cut(
      FaultProxy proxy, Direction direction, int offset, BooleanSupplier over) {
    proxy.resetAfter(direction, offset);
    Awaitility.await("so many bytes")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> !proxy.isLimited(direction) || over.getAsBoolean());
    return !proxy.isLimited(direction);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("long")
  void b7_a_silent_network_is_noticed_and_waited_for(ServerKind kind, Chance chance) {
    Duration silence = chance.time(Duration.ofMinutes(5), Duration.ofSeconds(40));
    int tasks = chance.size(1_000);
    try (Scene scene = Scene.on(kind.start(), setup -> setup.options("broker_heartbeat=10"))) {
      FaultProxy proxy = scene.proxy();
      String url = scene.broker().urlAt(proxy.port());
      Celery app = scene.app(builder -> builder.broker(url).set("broker_heartbeat", 10));
      ChildProcess worker = scene.worker(Contender.CELERIAC, scene.setup().broker(url));
      Senders senders = Senders.start(app, tasks, 5, 2);
      scene.requireRuns(20, worker);

      proxy.stall();
      long start = System.nanoTime();
      worker.await("Connection to broker lost");
      Duration noticed = Duration.ofNanos(System.nanoTime() - start);
      Pauses.until(start, silence);
      proxy.reset();
      proxy.flow();
      long flowing = System.nanoTime();
      senders.awaitEnd();
      scene.awaitAll(senders.confirmed(), Duration.ofSeconds(45));
      Duration resumed = Duration.ofNanos(System.nanoTime() - flowing);

      Tally tally = senders.tally(scene.ledger().runs(), resumed);
      System.out.println(
          "B7 %s: noticed after %d ms, %s; %d sends failed, slowest %d ms"
              .formatted(
                  kind,
                  noticed.toMillis(),
                  tally,
                  senders.failed().size(),
                  senders.slowest().toMillis()));
      assertThat(noticed).isLessThan(Duration.ofSeconds(30));
      assertThat(tally.lost()).as(worker::output).isZero();
    }
  }
}
