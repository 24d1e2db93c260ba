package io.celeriac.redis;

/** What becomes of a reserved message. */
enum Settlement {
  /** It is done with. */
  DONE,
  /** It goes back behind everything that waits, as kombu's requeue has it. */
  BEHIND,
  /** It goes back to be the next, as at an orderly end. */
  NEXT,
  /** As {@link #NEXT}, without the mark of a redelivery, since nobody has seen it. */
  UNSEEN;

  /** The command that puts it back. */
  String push() {
    return this == BEHIND ? "LPUSH" : "RPUSH";
  }
}
