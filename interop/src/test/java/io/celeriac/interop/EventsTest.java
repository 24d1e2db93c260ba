package io.celeriac.interop;

import org.junit.jupiter.api.Nested;

/** The events of Java and Python workers, as stock Celery's monitor and ours see them. */
final class EventsTest {

  @Nested
  final class OverRabbitMq extends EventsTests {
    OverRabbitMq() {
      super(Broker.RABBITMQ);
    }
  }

  @Nested
  final class OverRedis extends EventsTests {
    OverRedis() {
      super(Broker.REDIS);
    }
  }
}
