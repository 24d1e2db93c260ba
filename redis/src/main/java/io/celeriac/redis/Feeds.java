package io.celeriac.redis;

import java.util.Collection;

/** The servers that one consumer takes messages from. Thread-safe. */
interface Feeds extends AutoCloseable {

  /** Reads a queue from now on. */
  void add(String queue);

  /** No longer reads a queue. */
  void remove(String queue);

  /** What takes messages of the queues that are read. */
  Collection<Taker> takers();

  /** What receives published messages. */
  Subscriber subscriber();

  /** Whether every server tells of new messages. */
  boolean isTelling();

  @Override
  void close();
}
