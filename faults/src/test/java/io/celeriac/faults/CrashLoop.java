package io.celeriac.faults;

import io.celeriac.Signature;
import io.celeriac.testing.ChildProcess;
import java.time.Duration;

/**
 * A task that kills its process, acknowledged late, and a worker that is started again each time.
 *
 * @param counted after what time its runs are told
 * @param longest after what time it is looked whether it is to run again
 */
record CrashLoop(Duration counted, Duration longest) {

  /** How often it ran, and what came of it. */
  String of(Contender whose, Scene scene) {
    scene.app().send(Signature.of("die", Void.class).ignoreResult(true));
    long start = System.nanoTime();
    ChildProcess worker = keepRunning(whose, scene, start, counted);
    long first = scene.ledger().counted("die");
    worker.kill();
    keepRunning(whose, scene, start, longest).kill();
    long all = scene.ledger().counted("die");
    Pauses.of(Duration.ofSeconds(3)); // for the broker to have it back
    String queue = scene.setup().queue();
    boolean over = scene.broker().ready(queue) + scene.broker().unacknowledged(queue) == 0;
    String after = "%d in %d s".formatted(all, longest.toSeconds());
    return "%d runs in %d s, %s, then %s"
        .formatted(first, counted.toSeconds(), after, over ? "no more" : "on and on");
  }

  /** Starts a worker whenever there is none; the last one. */
  private static ChildProcess keepRunning(
      Contender whose, Scene scene, long start, Duration until) {
    ChildProcess worker = scene.worker(whose, scene.setup());
    while (System.nanoTime() - start < until.toNanos()) {
      Pauses.of(Duration.ofMillis(200));
      if (worker.hasEnded()) {
        worker = scene.worker(whose, scene.setup());
      }
    }
    return worker;
  }
}
