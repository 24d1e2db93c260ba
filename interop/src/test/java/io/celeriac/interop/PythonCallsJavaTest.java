package io.celeriac.interop;

import org.junit.jupiter.api.Nested;

/** Stock Python calls a Java worker, over each broker. */
final class PythonCallsJavaTest {

  @Nested
  final class OverRabbitMq extends PythonCallsJavaTests {
    OverRabbitMq() {
      super(Broker.RABBITMQ);
    }
  }

  @Nested
  final class OverRedis extends PythonCallsJavaTests {
    OverRedis() {
      super(Broker.REDIS);
    }
  }
}
