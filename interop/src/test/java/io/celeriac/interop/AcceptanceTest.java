package io.celeriac.interop;

import org.junit.jupiter.api.Nested;

/** Celery's own integration tests against our worker; interop/acceptance/README.md. */
final class AcceptanceTest {

  @Nested
  final class RedisWithRedis extends AcceptanceTests {
    RedisWithRedis() {
      super("redis", "redis");
    }
  }

  @Nested
  final class RabbitMqWithRedis extends AcceptanceTests {
    RabbitMqWithRedis() {
      super("amqp", "redis");
    }
  }

  @Nested
  final class RabbitMqWithReplies extends AcceptanceTests {
    RabbitMqWithReplies() {
      super("amqp", "rpc");
    }
  }
}
