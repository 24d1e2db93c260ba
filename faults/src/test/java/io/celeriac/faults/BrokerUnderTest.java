package io.celeriac.faults;

import io.celeriac.testing.OwnServer;

/** A broker of a case's own, to be killed, frozen, stopped and started again. */
sealed interface BrokerUnderTest extends AutoCloseable permits RedisUnderTest, RabbitMqUnderTest {

  OwnServer server();

  /** Where it is reached over another port, as that of a proxy. */
  String urlAt(int port);

  /** How many messages wait in a queue. */
  long ready(String queue);

  /** How many messages of a queue somebody holds and has not acknowledged. */
  long unacknowledged(String queue);

  default String url() {
    return server().url();
  }

  default int port() {
    return server().port();
  }

  /** Ends it without warning (SIGKILL). */
  default void kill() {
    server().kill();
  }

  /** Ends it in good order (SIGTERM). */
  default void stop() {
    server().stop();
  }

  /** Starts it again, with what it has on disk. */
  default void start() {
    server().start();
  }

  default void freeze() {
    server().freeze();
  }

  default void thaw() {
    server().thaw();
  }

  @Override
  default void close() {
    server().close();
  }
}
