package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.DeadLetter;
import io.celeriac.Signature;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.NeedsServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.RedisClient;

/** A task that kills its process, among others that do not. */
@NeedsServer
@Tag("long")
final class CrashLoopTest {

  private static final int NEIGHBOURS = 40;
  private static final int LIMIT = 5;
  private static final Duration LONG = Duration.ofSeconds(150);

  private static ChildProcess worker(Place place, String key, String dead) {
    return ChildProcess.ofJava(
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
        MortalWorker.class,
        place.brokerUrl(),
        place.javaQueue(),
        place.backendUrl(),
        key,
        dead);
  }

  @ParameterizedTest
  @EnumSource
  void it_ends_after_so_many_runs_and_all_others_finish(Broker broker) throws Exception {
    Place place = Place.over(broker);
    String key = place.name() + ".runs";
    String dead = place.name() + ".dead";
    try (Celery app = place.app().set("celeriac_dead_letter_queue", dead).build();
        RedisClient redis = RedisClient.create(URI.create(place.backendUrl()))) {
      List<Signature<Long>> calls = new ArrayList<>();
      for (int i = 0; i < NEIGHBOURS; i++) {
        // Some take so long that each crash hits them too, until they run apart from it.
        calls.add(
            Signature.of("interop.neighbour", Long.class, i, i % 8 == 0 ? 4_000 : 50)
                .ignoreResult(true));
      }
      calls.add(2, Signature.of("interop.die", Long.class));
      List<AsyncResult<Long>> results = app.sendAll(calls);
      AsyncResult<Long> death = results.get(2);

      int workers = 0;
      long end = System.nanoTime() + LONG.toNanos();
      while (!isOver(redis, key, death) && System.nanoTime() < end) {
        try (ChildProcess worker = worker(place, key, dead)) {
          workers++;
          Awaitility.await()
              .atMost(LONG)
              .pollInterval(Duration.ofMillis(50))
              .until(() -> worker.hasEnded() || isOver(redis, key, death));
        }
      }

      // A kill between the copy's confirm and the original's ack leaves both: a run more.
      int runs = Integer.parseInt(redis.hget(key, "die"));
      assertThat(runs).isBetween(LIMIT, 2 * LIMIT);
      assertThat(workers).isLessThanOrEqualTo(runs + 2);
      assertThat(redis.hlen(key)).isEqualTo(NEIGHBOURS + 1);
      assertThat(death.state()).isEqualTo("FAILURE");
      List<DeadLetter> letters = app.deadLetters().list(10);
      assertThat(letters).isNotEmpty();
      DeadLetter letter = letters.getFirst();
      assertThat(letter.death().reason()).isEqualTo(DeadLetter.Reason.CRASHED);
      assertThat(letter.death().id()).isEqualTo(death.id());
      assertThat(letter.death().attempts()).isEqualTo(LIMIT);
      assertThat(letter.queue()).isEqualTo(place.javaQueue());
      assertThat(app.deadLetters().purge()).isEqualTo(letters.size());
      redis.del(key);
    }
  }

  private static boolean isOver(RedisClient redis, String key, AsyncResult<Long> death) {
    return redis.hlen(key) == NEIGHBOURS + 1 && death.state().equals("FAILURE");
  }

  @ParameterizedTest
  @EnumSource
  void a_task_that_kills_its_child_ends_after_so_many_runs(Broker broker) throws Exception {
    Place place = Place.over(broker);
    String dead = place.name() + ".dead";
    try (Celery app = place.app().set("celeriac_dead_letter_queue", dead).build();
        ChildProcess worker =
            ChildProcess.ofJava(
                List.of("-XX:TieredStopAtLevel=1", "-Xmx200m"),
                PreforkWorker.class,
                place.brokerUrl(),
                place.backendUrl(),
                place.javaQueue(),
                "celeriac_dead_letter_queue=" + dead,
                "celeriac_max_deliveries=3")) {
      AsyncResult<Object> death = app.send(Signature.of("interop.die", Object.class));
      AsyncResult<Object> other = app.send(Signature.of("interop.add", Object.class, 2, 3));

      assertThat(other.get(Duration.ofSeconds(60))).as(worker::output).isEqualTo(5L);
      assertThat(death.await(Duration.ofSeconds(90)).failure())
          .as(worker::output)
          .hasValueSatisfying(failure ->
              assertThat(failure)
                  .hasMessageContaining("Worker exited prematurely: signal 9 (SIGKILL) Job: "));
      Awaitility.await().until(() -> app.deadLetters().count() == 1);
      DeadLetter letter = app.deadLetters().list(10).getFirst();
      assertThat(letter.death().reason()).isEqualTo(DeadLetter.Reason.CRASHED);
      assertThat(letter.death().attempts()).isEqualTo(3);
      assertThat(app.deadLetters().purge()).isEqualTo(1);
    }
  }
}
