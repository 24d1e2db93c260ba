package io.celeriac.faults;

import io.celeriac.BrokerException;
import io.celeriac.Celery;
import io.celeriac.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/**
 * Sends numbered tasks on several threads, one after the other on each, and keeps what became of
 * every send.
 */
final class Senders {
  private final Celery app;
  private final int count;
  private final int milliseconds;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicLong slowest = new AtomicLong();
  private final Set<Integer> confirmed = ConcurrentHashMap.newKeySet();
  private final Map<Integer, BrokerException> failed = new ConcurrentHashMap<>();
  private final List<Thread> threads = new ArrayList<>();

  private Senders(Celery app, int count, int milliseconds) {
    this.app = app;
    this.count = count;
    this.milliseconds = milliseconds;
  }

  /** Starts to send {@code mark} so often, each of which takes so many milliseconds. */
  static Senders start(Celery app, int count, int milliseconds, int threads) {
    Senders senders = new Senders(app, count, milliseconds);
    for (int i = 0; i < threads; i++) {
      senders.threads.add(Thread.ofVirtual().start(senders::send));
    }
    return senders;
  }

  private void send() {
    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
      long before = System.nanoTime();
      try {
        app.send(Signature.of("mark", Long.class, i, milliseconds).ignoreResult(true));
        confirmed.add(i);
      } catch (BrokerException e) {
        failed.put(i, e);
      }
      slowest.accumulateAndGet(System.nanoTime() - before, Math::max);
    }
  }

  /** Waits until so many sends have returned or raised. */
  void awaitSends(int number) {
    Awaitility.await(number + " sends")
        .atMost(Scene.PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> ended() >= number);
  }

  int ended() {
    return confirmed.size() + failed.size();
  }

  /** Waits for the last send. */
  Senders awaitEnd() {
    awaitSends(count);
    return this;
  }

  /** The numbers of those that returned. */
  Set<Integer> confirmed() {
    return confirmed;
  }

  /** Those that raised. */
  Map<Integer, BrokerException> failed() {
    return failed;
  }

  Duration slowest() {
    return Duration.ofNanos(slowest.get());
  }

  /** What became of those that returned. */
  Tally tally(Map<Integer, Integer> runs, Duration recovery) {
    int ran = (int) confirmed.stream().filter(runs::containsKey).count();
    int total = runs.values().stream().mapToInt(Integer::intValue).sum();
    return new Tally(confirmed.size(), confirmed.size() - ran, total - runs.size(), recovery);
  }
}
