package io.celeriac.benchmarks;

import io.celeriac.Task;
import io.celeriac.TaskContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The tasks that every contender has. Each but the body of a chord counts itself when it is done.
 */
public class Bench {

  private final Tally tally;

  Bench(Tally tally) {
    this.tally = tally;
  }

  /** Does nothing. */
  @Task("bench.noop")
  void noop() {
    tally.done();
  }

  /** Adds. */
  @Task("bench.add")
  int add(int x, int y) {
    tally.done();
    return x + y;
  }

  /** Measures a text. */
  @Task("bench.payload")
  int payload(String text) {
    tally.done();
    return text.length();
  }

  /** Computes: so many rounds of a xorshift. */
  @Task("bench.spin")
  long spin(long rounds) {
    long x = 88172645463325252L;
    for (long i = 0; i < rounds; i++) {
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
    }
    tally.done();
    return x >>> 1;
  }

  /** The body of a chord. */
  @Task("bench.total")
  int total(List<Integer> parts) {
    return parts.stream().mapToInt(Integer::intValue).sum();
  }

  /** Waits. */
  @Task("bench.sleep")
  void sleep(TaskContext task, long ms) throws InterruptedException {
    task.sleep(Duration.ofMillis(ms));
    tally.done();
  }

  /** Writes down how long ago it was sent. */
  @Task("bench.stamp")
  void stamp(long sentMicros) throws IOException {
    tally.sample(Tally.nanos() / 1000 - sentMicros);
    tally.done();
  }
}
