package io.celeriac.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Celery;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.FaultProxy;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * B8: a network that takes half a second and lets 64 kB through in a second. It is slow and whole:
 * nobody takes it for lost. (A proxy passes all that it reads; the loss of packets is TCP's affair,
 * and to us no more than latency that varies.)
 */
@FaultCase
@Tag("long")
final class SlowNetworkTest {
  private static final Duration LEAST = Duration.ofMillis(300);
  private static final Duration MOST = Duration.ofMillis(700);
  private static final long BYTES_PER_SECOND = 64_000;
  private static final int CONCURRENCY = 8;

  @ParameterizedTest
  @EnumSource
  void b8_a_slow_and_narrow_network_is_not_taken_for_a_lost_one(ServerKind kind, Chance chance) {
    Duration time = chance.time(Duration.ofMinutes(10), Duration.ofSeconds(30));
    int tasks = chance.size(1_000);
    try (Scene scene = Scene.on(kind.start(), setup -> setup.options("broker_heartbeat=10"))) {
      FaultProxy proxy = scene.proxy();
      Random latency = new Random(chance.seed());
      proxy.delay(() -> {
        synchronized (latency) {
          return Duration.ofMillis(latency.nextLong(LEAST.toMillis(), MOST.toMillis() + 1));
        }
      });
      proxy.bandwidth(BYTES_PER_SECOND);
      String url = scene.broker().urlAt(proxy.port());
      Celery app = scene.app(builder -> builder.broker(url).set("broker_heartbeat", 10));
      long start = System.nanoTime();
      ChildProcess worker = scene.worker(Contender.CELERIAC, scene.setup().broker(url));
      Senders senders = Senders.start(app, tasks, 1, CONCURRENCY);
      scene.requireRuns(1, worker);
      long first = System.nanoTime();
      senders.awaitEnd();
      scene.awaitAll(senders.confirmed(), Duration.ofSeconds(45));
      Duration took = Duration.ofNanos(System.nanoTime() - first);
      int connections = proxy.accepted();
      // Heartbeats and polls go on over it when there is nothing to do.
      Pauses.until(start, time);

      Tally tally = senders.tally(scene.ledger().runs(), took);
      System.out.println(
          "B8 %s: %s in %d ms; %d sends failed, slowest %d ms; %d connections"
              .formatted(
                  kind,
                  tally,
                  took.toMillis(),
                  senders.failed().size(),
                  senders.slowest().toMillis(),
                  proxy.accepted()));
      assertThat(senders.failed()).isEmpty();
      assertThat(tally.lost()).as(worker::output).isZero();
      assertThat(tally.duplicates()).as(worker::output).isZero();
      assertThat(proxy.accepted()).as("connections: " + worker.output()).isEqualTo(connections);
      assertThat(worker.output()).doesNotContain("Connection to broker lost");
      assertThat(worker.hasEnded()).as(worker::output).isFalse();
    }
  }
}
