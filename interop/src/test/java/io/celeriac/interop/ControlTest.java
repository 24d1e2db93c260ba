package io.celeriac.interop;

import org.junit.jupiter.api.Nested;

/**
 * Stock {@code celery inspect} and {@code control} ask a Java and a Python worker, over each
 * broker.
 */
final class ControlTest {

  @Nested
  final class OverRabbitMq extends ControlTests {
    OverRabbitMq() {
      super(Broker.RABBITMQ);
    }
  }

  @Nested
  final class OverRedis extends ControlTests {
    OverRedis() {
      super(Broker.REDIS);
    }
  }
}
