package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.NeedsServer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.RedisClient;

/**
 * Many tasks for later, and workers that are killed while they park them and while these come back.
 */
@NeedsServer
@Tag("long")
final class ParkedTasksTest {
  private static final int COUNT = Integer.getInteger("interop.tasks", 2_000);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int HORIZON_SECONDS = 3;
  private static final Duration FIRST = Duration.ofSeconds(25);
  private static final Duration SPAN = Duration.ofSeconds(20);

  /**
   * What a worker may hold, by default, and what comes within the three seconds it always holds.
   */
  private static final long MOST_HELD = 1000 + 4L * COUNT / SPAN.toSeconds();

  /** What is in one worker's hands when it is killed: parked and not acknowledged, or running. */
  private static final int IN_HAND = 1000 + 32 + 1000;

  @ParameterizedTest
  @EnumSource
  void none_is_lost_and_none_is_early_though_workers_are_killed(Broker broker) {
    Place place = Place.over(broker);
    String key = place.name() + ".runs";
    try (Celery app =
            place
                .app()
                .set("task_default_queue", place.javaQueue())
                .set("control_exchange", place.javaQueue())
                .build();
        RedisClient redis = RedisClient.create(URI.create(place.backendUrl()))) {
      Instant start = Instant.now().plus(FIRST);
      app.sendAll(calls(start));

      try (ChildProcess first = worker(place, key)) {
        awaitParked(app, place, COUNT / 4, first);
        first.kill();
      }
      try (ChildProcess second = worker(place, key)) {
        CountedRuns.await(redis, key, COUNT / 10, second, PATIENCE);
        assertThat(held(app)).isLessThanOrEqualTo(MOST_HELD);
        second.kill();
      }
      try (ChildProcess third = worker(place, key)) {
        CountedRuns.await(redis, key, COUNT / 2, third, PATIENCE);
        third.kill();
      }
      try (ChildProcess fourth = worker(place, key)) {
        CountedRuns.await(redis, key, COUNT, fourth, PATIENCE);
      }

      Map<String, String> runs = redis.hgetAll(key);
      assertThat(runs.keySet()).isEqualTo(CountedRuns.indexes(COUNT));
      assertThat(redis.hgetAll(key + ".late").keySet())
          .as("milliseconds after they were due")
          .allSatisfy(late -> assertThat(Long.parseLong(late)).isNotNegative());
      assertThat(runs.values().stream().mapToInt(Integer::parseInt).sum() - COUNT)
          .as("runs too many")
          .isLessThanOrEqualTo(3 * IN_HAND);
      redis.del(key, key + ".late");
    }
  }

  private static List<Signature<Long>> calls(Instant start) {
    List<Signature<Long>> calls = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      Instant due = start.plusMillis(SPAN.toMillis() * i / COUNT);
      calls.add(
          Signature.of("interop.due", Long.class, i, due.toEpochMilli())
              .eta(due)
              .ignoreResult(true));
    }
    return calls;
  }

  private static long held(Celery app) {
    return app.control().inspect().scheduled().values().stream().mapToLong(List::size).sum();
  }

  private static void awaitParked(Celery app, Place place, int count, ChildProcess worker) {
    Awaitility.await(count + " parked")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() ->
            worker.hasEnded()
                || app.parked(place.javaQueue()).getOrDefault(place.javaQueue(), 0L) >= count);
    assertThat(worker.hasEnded()).as(worker::output).isFalse();
  }

  private static ChildProcess worker(Place place, String key) {
    return ChildProcess.ofJava(
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"),
        EtaWorker.class,
        place.brokerUrl(),
        place.javaQueue(),
        place.backendUrl(),
        key,
        Integer.toString(HORIZON_SECONDS),
        place.name() + "@test");
  }
}
