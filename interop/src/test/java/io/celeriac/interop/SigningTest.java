package io.celeriac.interop;

import org.junit.jupiter.api.Nested;

/** Celery's signed messages between Java and stock Python, over each broker. */
final class SigningTest {

  @Nested
  final class OverRabbitMq extends SigningTests {
    OverRabbitMq() {
      super(Broker.RABBITMQ, "sha256");
    }
  }

  @Nested
  final class OverRedis extends SigningTests {
    OverRedis() {
      super(Broker.REDIS, "sha512");
    }
  }
}
