package io.celeriac.faults;

import io.celeriac.Signature;
import io.celeriac.testing.ChildProcess;
import java.time.Duration;
import java.util.List;

/** What all contenders are put through, in the same sizes and with the same seed. */
enum Contest {
  REDIS_LATE("K1", "Redis, acknowledged late: the worker killed again and again") {
    @Override
    String run(Contender whose, Chance chance) {
      return kill(whose, chance, ServerKind.REDIS, true);
    }
  },
  RABBITMQ_LATE("K2", "RabbitMQ, acknowledged late: the worker killed again and again") {
    @Override
    String run(Contender whose, Chance chance) {
      return kill(whose, chance, ServerKind.RABBITMQ, true);
    }
  },
  REDIS_EARLY("K3", "Redis, acknowledged early: the worker killed again and again") {
    @Override
    String run(Contender whose, Chance chance) {
      return kill(whose, chance, ServerKind.REDIS, false);
    }
  },
  RABBITMQ_EARLY("K4", "RabbitMQ, acknowledged early: the worker killed again and again") {
    @Override
    String run(Contender whose, Chance chance) {
      return kill(whose, chance, ServerKind.RABBITMQ, false);
    }
  },
  PUBLISHING("P1", "RabbitMQ killed while tasks are sent with the default settings") {
    @Override
    String run(Contender whose, Chance chance) throws InterruptedException {
      try (Scene scene = Scene.on(ServerKind.RABBITMQ.start())) {
        Tally tally = new PublisherCrash(chance.size(40_000), 2).of(whose, scene, chance);
        return "%d of %d sends that returned lost".formatted(tally.lost(), tally.sent());
      }
    }
  },
  CRASH_LOOP(
      "W1",
      "a task that kills its process, acknowledged late, the worker started again each time") {
    @Override
    String run(Contender whose, Chance chance) {
      try (Scene scene = Scene.on(ServerKind.RABBITMQ.start(), setup -> setup.concurrency(2))) {
        scene.app().send(Signature.of("die", Void.class).ignoreResult(true));
        ChildProcess worker = scene.worker(whose, scene.setup());
        long start = System.nanoTime();
        while (System.nanoTime() - start < CRASHES.toNanos()) {
          Pauses.of(Duration.ofMillis(200));
          if (worker.hasEnded()) {
            worker = scene.worker(whose, scene.setup());
          }
        }
        long runs = scene.ledger().counted("die");
        worker.kill();
        Pauses.of(Duration.ofSeconds(3)); // for the broker to have it back
        boolean over = scene.broker().ready(scene.setup().queue()) == 0;
        return "%d runs in a minute, %s".formatted(runs, over ? "then no more" : "and on and on");
      }
    }
  },
  MALFORMED("D1", "ten shapes of malformed messages on Redis, each before a good one") {
    @Override
    String run(Contender whose, Chance chance) {
      try (Scene scene = Scene.on(ServerKind.REDIS.start(), setup -> setup.concurrency(2))) {
        var survived = MalformedMessages.survived(whose, scene);
        return "%d of %d end the worker or what follows"
            .formatted(MalformedMessages.harmful(survived), survived.size());
      }
    }
  };

  private static final Duration CRASHES = Duration.ofMinutes(1);
  private final String id;
  private final String what;

  Contest(String id, String what) {
    this.id = id;
    this.what = what;
  }

  /** What is written into the table. */
  abstract String run(Contender whose, Chance chance) throws InterruptedException;

  String id() {
    return id;
  }

  String what() {
    return what;
  }

  private static String kill(Contender whose, Chance chance, ServerKind kind, boolean late) {
    Killing killing = new Killing(chance.size(10_000), chance.size(20, 5), 10);
    try (Scene scene =
        Scene.on(kind.start(), setup -> setup.acksLate(late).visibility(Duration.ofSeconds(10)))) {
      Tally tally = killing.of(List.of(whose), scene, chance);
      return "%d of %d lost, %d run twice"
          .formatted(tally.lost(), tally.sent(), tally.duplicates());
    }
  }
}
