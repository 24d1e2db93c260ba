package io.celeriac.faults;

import io.celeriac.Celery;
import io.celeriac.testing.ChildProcess;
import java.time.Duration;
import java.util.List;

/**
 * A queue full of tasks, and a worker that is killed again and again while it works on it: each
 * time when a number of tasks has run that chance drew, and another takes its place.
 *
 * @param taskMilliseconds how long each task takes
 */
record Killing(int tasks, int kills, int taskMilliseconds) {

  /** Puts a contender's workers through it; in turns, when there are several. */
  Tally of(List<Contender> whose, Scene scene, Chance chance) {
    Celery app = scene.app();
    app.sendAll(Scene.marks(tasks, taskMilliseconds));
    // Three times the time after which what a dead worker had is given back, as the test list asks.
    Duration quiet = scene.setup().visibility().multipliedBy(3).plusSeconds(15);
    Killer killer = new Killer(scene, whose, quiet);
    // Not the last ones, so that something is left for the last worker.
    for (int moment : chance.moments(kills, Math.max(kills, tasks * 9 / 10))) {
      if (!killer.killAfter(moment)) {
        break; // nothing runs any more: what is left is lost
      }
    }
    scene.awaitRuns(tasks, quiet);
    return Tally.of(tasks, scene.ledger().runs(), killer.slowestRecovery());
  }

  /** Keeps one worker running, and kills it when it is told to. */
  private static final class Killer {
    private final Scene scene;
    private final List<Contender> whose;
    private final Duration quiet;
    private int started;
    private ChildProcess worker;
    private Duration slowestRecovery = Duration.ZERO;

    Killer(Scene scene, List<Contender> whose, Duration quiet) {
      this.scene = scene;
      this.whose = whose;
      this.quiet = quiet;
      this.worker = next();
    }

    private ChildProcess next() {
      return scene.worker(whose.get(started++ % whose.size()), scene.setup());
    }

    /**
     * Kills it when so many have run, and at least one since the last kill; false when no more run.
     */
    boolean killAfter(int runs) {
      if (!scene.awaitRuns(Math.max(runs, scene.ledger().distinct() + 1), quiet)) {
        return false;
      }
      long before = System.nanoTime();
      worker.kill();
      worker.close();
      long seen = scene.ledger().distinct();
      worker = next();
      boolean goesOn = scene.awaitRuns(seen + 1, quiet);
      Duration recovery = Duration.ofNanos(System.nanoTime() - before);
      slowestRecovery = recovery.compareTo(slowestRecovery) > 0 ? recovery : slowestRecovery;
      return goesOn;
    }

    Duration slowestRecovery() {
      return slowestRecovery;
    }
  }
}
