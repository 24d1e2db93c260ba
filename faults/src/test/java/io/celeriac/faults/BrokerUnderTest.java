package io.celeriac.faults;

/** A broker of a case's own, to be killed, frozen, stopped and started again. */
sealed interface BrokerUnderTest extends AutoCloseable permits RedisUnderTest, RabbitMqUnderTest {

  String url();

  int port();

  /** Where it is reached over another port, as that of a proxy. */
  String urlAt(int port);

  /** How many messages wait in a queue. */
  long ready(String queue);

  /** How many messages of a queue somebody holds and has not acknowledged. */
  long unacknowledged(String queue);

  /** Ends it without warning (SIGKILL). */
  void kill();

  /** Ends it in good order (SIGTERM). */
  void stop();

  /** Starts it again, with what it has on disk. */
  void start();

  void freeze();

  void thaw();

  @Override
  void close();
}
