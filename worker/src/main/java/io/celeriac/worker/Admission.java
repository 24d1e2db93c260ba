package io.celeriac.worker;

import io.celeriac.TaskRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Decides what becomes of an arriving task; asked again when a waiting one is about to run. */
final class Admission {

  private final Clock clock;

  Admission(Clock clock) {
    this.clock = clock;
  }

  /** For a task that has just arrived. */
  Decision arrived(TaskRequest request) {
    Decision now = starting(request);
    Optional<Instant> eta = request.eta();
    return now instanceof Decision.Run && eta.isPresent() ? new Decision.Wait(eta.get()) : now;
  }

  /** For a task that is about to start. */
  Decision starting(TaskRequest request) {
    return request.expires().filter(clock.instant()::isAfter).isPresent()
        ? new Decision.Drop("expired")
        : new Decision.Run();
  }
}
