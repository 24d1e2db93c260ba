package io.celeriac.interop;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** Flower shows and steers Java workers as it does Python ones, over each broker. */
@Tag("slow")
final class FlowerTest {

  @Nested
  final class OverRabbitMq extends FlowerTests {
    OverRabbitMq() {
      super(Broker.RABBITMQ);
    }
  }

  @Nested
  final class OverRedis extends FlowerTests {
    OverRedis() {
      super(Broker.REDIS);
    }
  }
}
