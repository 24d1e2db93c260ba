package io.celeriac.interop;

import org.junit.jupiter.api.Nested;

/** Signatures of whole messages between two of our own workers, over each broker. */
final class SignedBetweenPeersTest {

  @Nested
  final class OverRabbitMq extends SignedBetweenPeersTests {
    OverRabbitMq() {
      super(Broker.RABBITMQ);
    }
  }

  @Nested
  final class OverRedis extends SignedBetweenPeersTests {
    OverRedis() {
      super(Broker.REDIS);
    }
  }
}
