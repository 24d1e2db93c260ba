package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.DeadLetter;
import io.celeriac.Signature;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.FaultProxy;
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

  /** What the task waits in. */
  enum In {
    CLASSIC(Broker.RABBITMQ, "classic"),
    QUORUM(Broker.RABBITMQ, "quorum"),
    REDIS(Broker.REDIS, "classic");

    private final Broker broker;
    private final String queueType;

    In(Broker broker, String queueType) {
      this.broker = broker;
      this.queueType = queueType;
    }
  }

  private static ChildProcess worker(
      Place place, String writeUrl, String key, String dead, String queueType) {
    return ChildProcess.ofJava(
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
        MortalWorker.class,
        place.brokerUrl(),
        writeUrl,
        place.javaQueue(),
        place.backendUrl(),
        key,
        dead,
        queueType);
  }

  @ParameterizedTest
  @EnumSource
  void it_ends_after_so_many_runs_and_all_others_finish(In in) throws Exception {
    Place place = Place.over(in.broker);
    crashLoop(in, place, place.brokerUrl(), NEIGHBOURS);
  }

  /** A copy that counts is there, and in the worker's hands, long before that is confirmed. */
  @ParameterizedTest
  @EnumSource
  void it_runs_no_oftener_where_confirms_are_slow(In in) throws Exception {
    Place place = Place.over(in.broker);
    URI broker = URI.create(place.brokerUrl());
    try (FaultProxy proxy = FaultProxy.to("127.0.0.1", broker.getPort())) {
      proxy.delay(Duration.ofMillis(150));
      String slow = place.brokerUrl().replace(":" + broker.getPort(), ":" + proxy.port());
      crashLoop(in, place, slow, 0);
    }
  }

  private static void crashLoop(In in, Place place, String writeUrl, int neighbours)
      throws Exception {
    String key = place.name() + ".runs";
    String dead = place.name() + ".dead";
    try (Celery app =
            place
                .app()
                .set("celeriac_dead_letter_queue", dead)
                .set("task_default_queue_type", in.queueType)
                .build();
        RedisClient redis = RedisClient.create(URI.create(place.backendUrl()))) {
      List<Signature<Long>> calls = new ArrayList<>();
      for (int i = 0; i < neighbours; i++) {
        // Some take so long that each crash hits them too, until they run apart from it.
        calls.add(
            Signature.of("interop.neighbour", Long.class, i, i % 8 == 0 ? 4_000 : 50)
                .ignoreResult(true));
      }
      int position = Math.min(2, neighbours);
      calls.add(position, Signature.of("interop.die", Long.class));
      List<AsyncResult<Long>> results = app.sendAll(calls);
      AsyncResult<Long> death = results.get(position);

      int workers = 0;
      long end = System.nanoTime() + LONG.toNanos();
      while (!isOver(redis, key, neighbours, death) && System.nanoTime() < end) {
        try (ChildProcess worker = worker(place, writeUrl, key, dead, in.queueType)) {
          workers++;
          Awaitility.await()
              .atMost(LONG)
              .pollInterval(Duration.ofMillis(50))
              .until(() -> worker.hasEnded() || isOver(redis, key, neighbours, death));
        }
      }

      assertThat(redis.hget(key, "die")).isEqualTo(String.valueOf(LIMIT));
      assertThat(workers).isEqualTo(LIMIT + 1);
      assertThat(redis.hlen(key)).isEqualTo(neighbours + 1);
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

  private static boolean isOver(
      RedisClient redis, String key, int neighbours, AsyncResult<Long> death) {
    return redis.hlen(key) == neighbours + 1 && death.state().equals("FAILURE");
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
