package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.testing.ChildProcess;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import redis.clients.jedis.RedisClient;

/** The runs that tasks count in a hash on Redis, each under its own number. */
final class CountedRuns {

  private CountedRuns() {}

  /** The numbers of so many tasks. */
  static Set<String> indexes(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).collect(Collectors.toSet());
  }

  /** Waits until so many tasks have run; fails when the worker ends before that. */
  static void await(
      RedisClient redis, String key, int count, ChildProcess worker, Duration patience) {
    Awaitility.await(count + " runs")
        .atMost(patience)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> worker.hasEnded() || redis.hlen(key) >= count);
    assertThat(worker.hasEnded()).as(worker::output).isFalse();
  }
}
