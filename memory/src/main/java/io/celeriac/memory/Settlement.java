package io.celeriac.memory;

/** What becomes of a message that was delivered. */
enum Settlement {
  ACK,
  DROP,
  REQUEUE
}
