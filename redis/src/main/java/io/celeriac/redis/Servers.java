package io.celeriac.redis;

/** The servers that the URLs name: knows which of them to talk to now. Thread-safe. */
interface Servers {

  /**
   * Connects to the one to talk to, trying each possibility once.
   *
   * @throws io.celeriac.BrokerException saying what went wrong with each
   */
  RedisConnection connect();

  /** Connects to a certain node of a cluster. */
  RedisConnection connect(Address node);

  /** The address as a person may see it, passwords masked. */
  String display();

  /** The number of the database. */
  int database();
}
