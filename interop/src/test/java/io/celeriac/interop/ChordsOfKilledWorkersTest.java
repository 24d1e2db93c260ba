package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.AsyncResult;
import io.celeriac.Canvas;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.NeedsServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.RedisClient;

/**
 * Chords of a thousand parts, one after the other, with the worker killed in the middle of some:
 * each joins exactly once. Three of them, one with a kill; {@code ./test --interop} makes it a
 * hundred and ten.
 */
@NeedsServer
final class ChordsOfKilledWorkersTest {
  private static final int PARTS = 1_000;
  private static final int BEFORE_THE_KILL = 300;
  private static final boolean FULL = "all".equals(System.getenv("CELERIAC_TEST_ACCEPTANCE"));
  private static final int CHORDS = FULL ? 100 : 3;
  private static final int A_KILL_EVERY = FULL ? 10 : 3;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @ParameterizedTest
  @EnumSource
  void a_chord_joins_once_whoever_dies(Broker broker) throws Exception {
    Place place = Place.over(broker);
    ChildProcess worker = worker(place, place.name());
    try (Celery app = place.app().build();
        RedisClient redis = RedisClient.create(URI.create(place.backendUrl()))) {
      for (int round = 1; round <= CHORDS; round++) {
        AsyncResult<Long> result = app.send(chord(place));
        if (round % A_KILL_EVERY == 0) {
          awaitParts(redis, place.name(), worker);
          worker.kill();
          worker = worker(place, place.name());
        }

        assertThat(result.get(PATIENCE)).as("chord " + round).isEqualTo(499_500);
        assertThat(redis.hget(place.name(), "bodies"))
            .as("bodies of chord " + round)
            .isEqualTo("1");
        redis.del(place.name());
        result.forget();
      }
    } finally {
      worker.close();
    }
  }

  private static Signature<Long> chord(Place place) {
    List<Signature<Long>> header = new ArrayList<>(PARTS);
    for (int i = 0; i < PARTS; i++) {
      header.add(Signature.of("interop.number", Long.class, i));
    }
    return Canvas.chord(
        Canvas.group(header),
        Signature.of("interop.number_sum", Long.class).queue(place.javaQueue()));
  }

  private static void awaitParts(RedisClient redis, String key, ChildProcess worker) {
    Awaitility.await("the middle of the chord")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> {
          String parts = redis.hget(key, "parts");
          return worker.hasEnded() || (parts != null && Integer.parseInt(parts) > BEFORE_THE_KILL);
        });
    assertThat(worker.hasEnded()).as(worker::output).isFalse();
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
