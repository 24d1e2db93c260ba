package io.celeriac.worker;

import java.time.Instant;

/** What is to become of a task that has arrived. */
sealed interface Decision {

  /** It runs as soon as a slot is free. */
  record Run() implements Decision {}

  /** It runs when its time has come. */
  record Wait(Instant until) implements Decision {}

  /** It does not run: it came too late, or was revoked. */
  record Drop(String reason) implements Decision {}
}
