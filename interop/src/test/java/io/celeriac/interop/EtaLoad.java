package io.celeriac.interop;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.testing.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.RedisClient;

/**
 * By hand: sends many tasks for later to one worker, and prints as they wait and run how many the
 * broker keeps, how many the worker holds, how much memory it has, and at the end how late they
 * ran. Arguments: the broker's URL, the URL of a Redis to count in, how many, in how many seconds
 * the first is due, within how many seconds all are, and perhaps how many kills of the worker.
 */
final class EtaLoad {
  private static final int CHUNK = 10_000;

  private final Place place;
  private final int count;
  private final Celery app;
  private final RedisClient redis;
  private final long started = System.nanoTime();

  private EtaLoad(String broker, String counting, int count) {
    String name = "eta-load-" + ProcessHandle.current().pid();
    this.place = new Place(Broker.REDIS, broker, counting, name, Path.of("python"));
    this.count = count;
    this.app =
        place
            .app()
            .set("task_default_queue", place.javaQueue())
            .set("control_exchange", place.javaQueue())
            .build();
    this.redis = RedisClient.create(URI.create(counting));
  }

  public static void main(String[] arguments) throws IOException {
    EtaLoad load = new EtaLoad(arguments[0], arguments[1], Integer.parseInt(arguments[2]));
    load.run(
        Duration.ofSeconds(Long.parseLong(arguments[3])),
        Duration.ofSeconds(Long.parseLong(arguments[4])),
        arguments.length > 5 ? Integer.parseInt(arguments[5]) : 0);
    System.exit(0);
  }

  private void run(Duration first, Duration span, int kills) throws IOException {
    String key = place.name() + ".runs";
    ChildProcess worker = worker(key);
    Instant start = Instant.now().plus(first);
    for (int from = 0; from < count; from += CHUNK) {
      List<Signature<Long>> calls = new ArrayList<>();
      for (int i = from; i < Math.min(count, from + CHUNK); i++) {
        Instant due = start.plusNanos(span.toNanos() / count * i);
        calls.add(
            Signature.of("interop.due", Long.class, i, due.toEpochMilli())
                .eta(due)
                .ignoreResult(true));
      }
      List<AsyncResult<Long>> sent = app.sendAll(calls);
      say("sent %d", from + sent.size());
      tell(key, worker);
    }
    int killed = 0;
    for (long runs = 0; runs < count; runs = redis.hlen(key)) {
      LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
      tell(key, worker);
      if (killed < kills && runs > (long) count * (killed + 1) / (kills + 2)) {
        killed++;
        worker.kill();
        say("killed");
        worker = worker(key);
      }
    }
    report(key);
    worker.close();
    redis.del(key, key + ".late");
  }

  private void tell(String key, ChildProcess worker) throws IOException {
    long held = app.control().inspect().scheduled().values().stream().mapToLong(List::size).sum();
    say(
        "%d run, %s parked, %d held, worker %s",
        redis.hlen(key), app.parked(place.javaQueue()).values(), held, memory(worker));
  }

  private static String memory(ChildProcess worker) throws IOException {
    return Files.readString(Path.of("/proc/" + worker.pid() + "/status"))
        .lines()
        .filter(line -> line.startsWith("VmRSS"))
        .map(line -> line.replaceAll("\\s+", " "))
        .findFirst()
        .orElse("has ended");
  }

  private void report(String key) {
    TreeMap<Long, Long> late = new TreeMap<>();
    redis
        .hgetAll(key + ".late")
        .forEach((millis, times) -> late.put(Long.parseLong(millis), Long.parseLong(times)));
    long runs = late.values().stream().mapToLong(Long::longValue).sum();
    say(
        "%d tasks, %d runs; earliest %d ms, p50 %d ms, p99 %d ms, latest %d ms after due",
        redis.hlen(key),
        runs,
        late.firstKey(),
        at(late, runs / 2),
        at(late, runs * 99 / 100),
        late.lastKey());
  }

  private static long at(Map<Long, Long> late, long rank) {
    long passed = 0;
    for (Map.Entry<Long, Long> each : late.entrySet()) {
      passed += each.getValue();
      if (passed > rank) {
        return each.getKey();
      }
    }
    throw new IllegalArgumentException("There are not " + rank);
  }

  @SuppressWarnings("AnnotateFormatMethod") // of a library that is not here
  private void say(String form, Object... values) {
    System.out.printf(
        Locale.ROOT,
        "%7.1f s  %s%n",
        (System.nanoTime() - started) / 1e9,
        String.format(Locale.ROOT, form, values));
  }

  private ChildProcess worker(String key) {
    return ChildProcess.ofJava(
        List.of("-XX:+UseSerialGC", "-Xmx128m"),
        EtaWorker.class,
        place.brokerUrl(),
        place.javaQueue(),
        place.backendUrl(),
        key,
        "5",
        place.name() + "@test");
  }
}
