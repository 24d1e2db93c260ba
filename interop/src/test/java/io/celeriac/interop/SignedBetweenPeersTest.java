package io.celeriac.interop;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** Signatures of whole messages between two of our own workers, over each broker. */
@Tag("long")
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
