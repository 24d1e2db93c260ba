package io.celeriac.faults;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

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
  RABBITMQ_EARLY("K3R", "RabbitMQ, acknowledged early: the worker killed again and again") {
    @Override
    String run(Contender whose, Chance chance) {
      return kill(whose, chance, ServerKind.RABBITMQ, false);
    }
  },
  REDIS_WAITING("K4", "Redis, default settings: 2,000 tasks of 5 s, the worker killed once") {
    @Override
    String run(Contender whose, Chance chance) {
      return killOnce(whose, ServerKind.REDIS);
    }
  },
  RABBITMQ_WAITING(
      "K4R", "RabbitMQ, default settings: 2,000 tasks of 5 s, the worker killed once") {
    @Override
    String run(Contender whose, Chance chance) {
      return killOnce(whose, ServerKind.RABBITMQ);
    }
  },
  PUBLISHING("P1", "RabbitMQ killed while tasks are sent with the default settings") {
    @Override
    String run(Contender whose, Chance chance) throws InterruptedException {
      return publish(whose, chance, setup -> setup);
    }
  },
  CONFIRMED("P2", "the same with confirms: Celeriac's default, confirm_publish of Python Celery") {
    @Override
    String run(Contender whose, Chance chance) throws InterruptedException {
      return whose == Contender.RUSTY
          ? "has no confirms"
          : publish(whose, chance, setup -> setup.environment("CONFIRM_PUBLISH", "1"));
    }
  },
  CRASH_LOOP(
      "W1",
      "RabbitMQ, acknowledged late: a task that kills its process, the worker started again") {
    @Override
    String run(Contender whose, Chance chance) {
      return crashLoop(whose, ServerKind.RABBITMQ);
    }
  },
  REDIS_CRASH_LOOP("W1R", "the same on Redis") {
    @Override
    String run(Contender whose, Chance chance) {
      return crashLoop(whose, ServerKind.REDIS);
    }
  },
  MALFORMED("M", "Redis: fifteen shapes of malformed messages, each before a good one") {
    @Override
    String run(Contender whose, Chance chance) {
      try (Scene scene = Scene.on(ServerKind.REDIS.start(), setup -> setup.concurrency(2))) {
        var survived = MalformedMessages.survived(whose, scene);
        return "worker alive and next task run after %d of %d"
            .formatted(survived.values().stream().filter(alive -> alive).count(), survived.size());
      }
    }
  };

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

  private static String killOnce(Contender whose, ServerKind kind) {
    OneKill kill = new OneKill(2_000, Duration.ofSeconds(5), Duration.ofSeconds(4));
    try (Scene scene = Scene.on(kind.start(), setup -> setup.acksLate(false))) {
      Tally tally = kill.of(whose, scene);
      return "%d of %d lost".formatted(tally.lost(), tally.sent());
    }
  }

  private static String publish(Contender whose, Chance chance, UnaryOperator<WorkerSetup> change)
      throws InterruptedException {
    try (Scene scene = Scene.on(ServerKind.RABBITMQ.start(), change)) {
      Tally tally = new PublisherCrash(chance.size(40_000), 2).of(whose, scene, chance);
      return tally.sent() == 0
          ? "the sender ended, and told nothing"
          : "%d of %d sends that returned lost".formatted(tally.lost(), tally.sent());
    }
  }

  private static String crashLoop(Contender whose, ServerKind kind) {
    CrashLoop loop = new CrashLoop(Duration.ofSeconds(30), Duration.ofSeconds(75));
    try (Scene scene =
        Scene.on(kind.start(), setup -> setup.concurrency(2).visibility(Duration.ofSeconds(3)))) {
      return loop.of(whose, scene);
    }
  }
}
