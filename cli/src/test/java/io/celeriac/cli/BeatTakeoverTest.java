package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Celery;
import io.celeriac.StoredSchedule;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.TestServers;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import redis.clients.jedis.Jedis;

/**
 * Of several beats in processes of their own the leader is killed, again and again; what they have
 * noted as run is then compared with what reached the broker.
 */
@NeedsServer
@Tag("slow")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@Execution(ExecutionMode.CONCURRENT)
final class BeatTakeoverTest {

  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ENTRIES = 3;

  /** Twenty, and more, if there is the time. */
  private static final int DEATHS = Integer.getInteger("takeovers", 8);

  @TempDir Path directory;
  private final String name = "takeover-" + UUID.randomUUID();
  private final List<BeatProcess> alive = new ArrayList<>();
  private int started;

  @AfterEach
  void endAll() {
    alive.forEach(each -> each.process().destroyForcibly());
    try (Jedis redis = new Jedis(URI.create(TestServers.ofEnvironment().redisUrl()))) {
      redis.del(name);
      redis.keys("celeriac-beat:{" + name + "}:*").forEach(redis::del);
    }
  }

  @Test
  void no_run_is_lost_and_none_has_two_ids_when_leaders_are_killed_in_redis() throws Exception {
    killLeaders(TestServers.ofEnvironment().redisUrl(), DEATHS);
  }

  @Test
  void no_run_is_lost_and_none_has_two_ids_when_leaders_are_killed_in_postgresql()
      throws Exception {
    killLeaders("db+" + TestServers.ofEnvironment().postgresqlUrl(), 5);
  }

  private void killLeaders(String store, int deaths) throws Exception {
    long seed = 20_261_126;
    Random random = new Random(seed);
    configure();
    try (Celery app =
            Celery.named("test")
                .set("celeriac_beat_store_name", name)
                .broker("memory://" + name)
                .build();
        StoredSchedule schedule = app.beat().store(store).open()) {
      start(store);
      start(store);
      for (int death = 0; death < deaths; death++) {
        BeatProcess leader = leader(schedule);
        BeatProcess next = start(store);
        awaitStarted(next);
        pause(random.nextInt(600));
        leader.process().destroyForcibly().waitFor();
        alive.remove(leader);
        long killed = System.nanoTime();
        awaitOther(schedule, leader);
        assertThat(Duration.ofNanos(System.nanoTime() - killed))
            .as("seed %d: another leads within one and a half times the lock's time", seed)
            .isLessThan(LOCK_TIMEOUT.multipliedBy(3).dividedBy(2).plusSeconds(5));
      }
      pause(2000);
      endInGoodOrder();
      compare(schedule.list(), deaths, seed);
      schedule.list().forEach(item -> schedule.remove(item.name()));
    }
  }

  private void configure() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("broker_url = \"%s\"\n".formatted(TestServers.ofEnvironment().redisUrl()));
    text.append("celeriac_beat_store_name = \"%s\"\n".formatted(name));
    text.append("celeriac_beat_lock_timeout = %d\n".formatted(LOCK_TIMEOUT.toSeconds()));
    for (int i = 0; i < ENTRIES; i++) {
      text.append(
          "[beat_schedule.e%d]\ntask = \"t\"\nschedule = 0.%d\noptions = { queue = \"%s\" }\n"
              .formatted(i, i + 3, name));
    }
    Files.writeString(directory.resolve("celeriac.toml"), text);
  }

  private BeatProcess start(String store) throws IOException {
    String node = "beat" + started++;
    BeatProcess beat =
        BeatProcess.start(
            directory, node, "beat", "-S", store, "-n", node + "@here", "-l", "INFO", "-q");
    alive.add(beat);
    return beat;
  }

  private static void awaitStarted(BeatProcess beat) {
    Awaitility.await().atMost(PATIENCE).until(() -> beat.text().contains("beat: Starting..."));
  }

  private static void pause(int millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(PATIENCE)
        .until(() -> System.nanoTime() - end >= 0);
  }

  private BeatProcess leader(StoredSchedule schedule) {
    Awaitility.await().atMost(PATIENCE).until(() -> schedule.leader().isPresent());
    String owner = schedule.leader().orElseThrow();
    return alive.stream()
        .filter(each -> owner.startsWith(each.name() + "@"))
        .findFirst()
        .orElseThrow();
  }

  private static void awaitOther(StoredSchedule schedule, BeatProcess dead) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(PATIENCE)
        .until(() ->
            schedule.leader().filter(owner -> !owner.startsWith(dead.name() + "@")).isPresent());
  }

  private void endInGoodOrder() throws InterruptedException {
    alive.forEach(each -> each.process().destroy());
    for (BeatProcess each : alive) {
      assertThat(each.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(each.process().exitValue()).isZero();
    }
  }

  private void compare(List<StoredSchedule.Item> items, int deaths, long seed) {
    List<String> sent = new ArrayList<>();
    try (Jedis redis = new Jedis(URI.create(TestServers.ofEnvironment().redisUrl()))) {
      redis.lrange(name, 0, -1).forEach(message -> sent.add(id(message)));
    }
    Set<String> ids = new HashSet<>(sent);
    long noted = items.stream().mapToLong(StoredSchedule.Item::totalRunCount).sum();
    assertThat(items).hasSize(ENTRIES);
    assertThat(noted).as("runs while leaders were killed").isGreaterThan((long) deaths * ENTRIES);
    assertThat(ids).as("seed %d: one id for each run that was noted", seed).hasSize((int) noted);
    assertThat(sent.size() - ids.size())
        .as(
            "seed %d: sent again, under the same id, after a death between sending and noting",
            seed)
        .isLessThanOrEqualTo(deaths);
  }

  private static String id(String message) {
    Map<?, ?> envelope =
        (Map<?, ?>)
            Objects.requireNonNull(
                new JsonSerializer().decode(message.getBytes(StandardCharsets.UTF_8), "utf-8"));
    Map<?, ?> headers = (Map<?, ?>) Objects.requireNonNull(envelope.get("headers"));
    return Objects.toString(headers.get("id"));
  }
}
