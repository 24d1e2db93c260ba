package io.celeriac.interop;

import org.junit.jupiter.api.Nested;

/** The table of interop/acceptance/reverse.md: a Java client, a stock Python worker. */
final class ReverseTest {

  @Nested
  final class RabbitMqWithRedis extends ReverseTests {
    RabbitMqWithRedis() {
      super(Broker.RABBITMQ, true);
    }
  }

  @Nested
  final class RabbitMqWithReplies extends ReverseTests {
    RabbitMqWithReplies() {
      super(Broker.RABBITMQ, false);
    }
  }

  @Nested
  final class RedisWithRedis extends ReverseTests {
    RedisWithRedis() {
      super(Broker.REDIS, true);
    }
  }
}
