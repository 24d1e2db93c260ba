package io.celeriac.interop;

import org.junit.jupiter.api.Nested;

/** Java and stock Python send each other results as messages, over each broker. */
final class RpcResultsTest {

  @Nested
  final class OverRabbitMq extends RpcResultsTests {
    OverRabbitMq() {
      super(Broker.RABBITMQ);
    }
  }

  @Nested
  final class OverRedis extends RpcResultsTests {
    OverRedis() {
      super(Broker.REDIS);
    }
  }
}
