package io.celeriac.faults;

import io.celeriac.testing.RabbitMqServerProcess;
import io.celeriac.testing.RedisServerProcess;

/** The brokers that the cases run on. */
enum ServerKind {
  REDIS {
    @Override
    BrokerUnderTest start() {
      return new RedisUnderTest(RedisServerProcess.started());
    }
  },
  RABBITMQ {
    @Override
    BrokerUnderTest start() {
      return new RabbitMqUnderTest(RabbitMqServerProcess.started());
    }
  };

  /** A server of its own, empty. */
  abstract BrokerUnderTest start();
}
