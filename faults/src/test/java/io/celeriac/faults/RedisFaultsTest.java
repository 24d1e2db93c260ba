package io.celeriac.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.testing.ChildProcess;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** B4, B5: a Redis that cuts its clients off, pauses, hangs, refuses to write, or dies. */
@FaultCase
@Tag("long")
final class RedisFaultsTest {

  /** What befalls it; each ends by itself or is ended. */
  enum Fault {
    KILLED_CLIENTS(200) {
      @Override
      void happen(RedisUnderTest redis, Chance chance) {
        redis.tell("CLIENT", "KILL", "TYPE", "NORMAL", "SKIPME", "YES");
        redis.tell("CLIENT", "KILL", "TYPE", "PUBSUB", "SKIPME", "YES");
      }
    },
    PAUSE(20) {
      @Override
      void happen(RedisUnderTest redis, Chance chance) {
        redis.tell("CLIENT", "PAUSE", "2000", "ALL");
      }
    },
    SLEEP(10) {
      @Override
      void happen(RedisUnderTest redis, Chance chance) {
        Duration time = chance.time(Duration.ofSeconds(30), Duration.ofSeconds(5));
        Thread.ofVirtual().start(() -> redis.tell("DEBUG", "SLEEP", time.toSeconds()));
      }
    },
    READ_ONLY(20) {
      @Override
      void happen(RedisUnderTest redis, Chance chance) {
        // A replica of nobody refuses writes.
        redis.tell("REPLICAOF", "127.0.0.1", "1");
        Pauses.of(chance.between(Duration.ofMillis(200), Duration.ofSeconds(2)));
        redis.tell("REPLICAOF", "NO", "ONE");
      }
    },
    KILL(20) {
      @Override
      void happen(RedisUnderTest redis, Chance chance) {
        redis.kill();
        redis.start();
      }
    },
    RESTART(20) {
      @Override
      void happen(RedisUnderTest redis, Chance chance) {
        redis.stop();
        redis.start();
      }
    };

    private final int times;

    Fault(int times) {
      this.times = times;
    }

    abstract void happen(RedisUnderTest redis, Chance chance);
  }

  @ParameterizedTest
  @EnumSource
  void b4_b5_whatever_befalls_redis_nothing_that_was_sent_is_lost(Fault fault, Chance chance) {
    int faults = chance.size(fault.times, 2);
    int tasks = faults * 400;
    try (Scene scene =
        Scene.on(
            RedisUnderTest.started("--enable-debug-command", "yes"),
            setup -> setup.visibility(Duration.ofSeconds(30)))) {
      ChildProcess worker = scene.worker();
      Senders senders = Senders.start(scene.app(), tasks, 5, 4);
      Duration slowest = Duration.ZERO;
      RedisUnderTest redis = (RedisUnderTest) scene.broker();
      for (int moment : chance.moments(faults, tasks * 9 / 10)) {
        senders.awaitSends(moment);
        scene.requireRuns(Math.min(scene.ledger().distinct() + 1, tasks), worker);
        fault.happen(redis, chance);
        long seen = scene.ledger().distinct();
        long before = System.nanoTime();
        scene.requireRuns(Math.min(seen + 1, tasks), worker);
        Duration recovery = Duration.ofNanos(System.nanoTime() - before);
        slowest = recovery.compareTo(slowest) > 0 ? recovery : slowest;
      }
      senders.awaitEnd();
      scene.awaitAll(senders.confirmed(), Duration.ofSeconds(90));

      Tally tally = senders.tally(scene.ledger().runs(), slowest);
      System.out.println(
          "B5 %s: %d times, %s; %d sends failed, slowest %d ms"
              .formatted(
                  fault, faults, tally, senders.failed().size(), senders.slowest().toMillis()));
      assertThat(tally.lost()).as(worker::output).isZero();
      assertThat(worker.hasEnded()).as(worker::output).isFalse();
    }
  }
}
