package io.celeriac.interop;

import org.junit.jupiter.api.Nested;

/** Java calls a stock Python worker, over each broker. */
final class JavaCallsPythonTest {

  @Nested
  final class OverRabbitMq extends JavaCallsPythonTests {
    OverRabbitMq() {
      super(Broker.RABBITMQ);
    }
  }

  @Nested
  final class OverRedis extends JavaCallsPythonTests {
    OverRedis() {
      super(Broker.REDIS);
    }
  }
}
