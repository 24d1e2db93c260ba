package io.celeriac.worker;

import io.celeriac.TaskRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Decides what becomes of an arriving task; asked again when a waiting one is about to run. */
final class Admission {

  private final Clock clock;
  private final Revocations revocations;

  Admission(Clock clock, Revocations revocations) {
    this.clock = clock;
    this.revocations = revocations;
  }

  /** For a task that has just arrived. */
  Decision arrived(TaskRequest request) {
    boolean doubtful = request.expires().isPresent() || revocations.contains(request.id());
    Decision now = doubtful ? starting(request) : new Decision.Run();
    Optional<Instant> eta = request.eta();
    return now instanceof Decision.Run && eta.isPresent() ? new Decision.Wait(eta.get()) : now;
  }

  /** For a task that is about to start. */
  Decision starting(TaskRequest request) {
    if (request.expires().filter(clock.instant()::isAfter).isPresent()) {
      revocations.add(request.id());
      return new Decision.Drop("expired");
    }
    return revocations.cover(request) ? new Decision.Drop("revoked") : new Decision.Run();
  }
}
