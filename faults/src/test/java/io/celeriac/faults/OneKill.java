package io.celeriac.faults;

import io.celeriac.testing.ChildProcess;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * A queue of long tasks, and one worker that is killed while it works on the first of them, before
 * any has ended. What is lost is what neither ran nor is with the broker afterwards; nobody waits
 * for the rest to run.
 *
 * @param tasks how many there are
 * @param each how long each takes
 * @param after when the worker is killed, from the first that it has taken
 */
record OneKill(int tasks, Duration each, Duration after) {

  Tally of(Contender whose, Scene scene) {
    String queue = scene.setup().queue();
    scene.app().sendAll(Scene.marks(tasks, Math.toIntExact(each.toMillis())));
    ChildProcess worker = scene.worker(whose, scene.setup());
    Awaitility.await("the first task to be taken")
        .atMost(Scene.PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> scene.broker().ready(queue) < tasks);
    Pauses.of(after);
    worker.kill();
    int ran = Math.toIntExact(scene.ledger().distinct());
    int kept = Math.toIntExact(keptBy(scene.broker(), queue));
    return new Tally(tasks, Math.max(0, tasks - ran - kept), 0, Duration.ZERO);
  }

  /** What waits, and what is given back or restored. */
  private static long keptBy(BrokerUnderTest broker, String queue) {
    if (broker instanceof RabbitMqUnderTest) {
      Awaitility.await("the dead worker's messages to be given back")
          .atMost(Scene.PATIENCE)
          .until(() -> broker.unacknowledged(queue) == 0);
    }
    return broker.ready(queue) + broker.unacknowledged(queue);
  }
}
