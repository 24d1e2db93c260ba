package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.NeedsServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.RedisClient;

/** SIGKILL of a worker in the middle of a thousand tasks that it acknowledges late. */
@NeedsServer
final class KilledWorkerTest {
  private static final int COUNT = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int BEFORE_THE_KILL = 200;

  @ParameterizedTest
  @EnumSource
  void a_killed_worker_loses_no_late_acknowledged_task(Broker broker) {
    Place place = Place.over(broker);
    String key = place.name() + ".runs";
    try (Celery app = place.app().build();
        RedisClient redis = RedisClient.create(URI.create(place.backendUrl()))) {
      app.sendAll(
          IntStream.range(0, COUNT)
              .mapToObj(
                  index -> Signature.of("interop.count", Long.class, index).ignoreResult(true))
              .toList());

      try (ChildProcess first = worker(place, key)) {
        CountedRuns.await(redis, key, BEFORE_THE_KILL, first, PATIENCE);
        first.kill();
      }
      assertThat(redis.hlen(key)).as("the kill came in the middle").isLessThan(COUNT);
      try (ChildProcess second = worker(place, key)) {
        CountedRuns.await(redis, key, COUNT, second, PATIENCE);
      }

      Map<String, String> runs = redis.hgetAll(key);
      assertThat(runs.keySet()).isEqualTo(CountedRuns.indexes(COUNT));
      // Those that it was at when it was killed have run again, and at most what it had in hand.
      assertThat(runs.values().stream().filter(times -> !times.equals("1")).count())
          .isLessThanOrEqualTo(BEFORE_THE_KILL);
      redis.del(key);
    }
  }

  private static ChildProcess worker(Place place, String key) {
    return ChildProcess.ofJava(
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
        LateWorker.class,
        place.brokerUrl(),
        place.javaQueue(),
        place.backendUrl(),
        key);
  }
}
