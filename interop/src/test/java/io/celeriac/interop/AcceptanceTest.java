package io.celeriac.interop;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.parallel.Isolated;

/** Celery's own integration tests against our worker; interop/acceptance/README.md. */
@Isolated("Celery's own tests ask every worker that there is.")
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
