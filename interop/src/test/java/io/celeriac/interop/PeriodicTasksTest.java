package io.celeriac.interop;

import org.junit.jupiter.api.Nested;

/** A Java beat among stock Python workers and clients, over each broker. */
final class PeriodicTasksTest {

  @Nested
  final class OverRabbitMq extends PeriodicTasksTests {
    OverRabbitMq() {
      super(Broker.RABBITMQ);
    }
  }

  @Nested
  final class OverRedis extends PeriodicTasksTests {
    OverRedis() {
      super(Broker.REDIS);
    }
  }
}
