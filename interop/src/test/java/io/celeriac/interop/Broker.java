package io.celeriac.interop;

import io.celeriac.testing.TestServers;

/** The brokers that both ends talk over. */
enum Broker {
  RABBITMQ {
    @Override
    String url(TestServers servers) {
      return servers.amqpUrl();
    }
  },
  REDIS {
    @Override
    String url(TestServers servers) {
      return servers.redisUrl();
    }
  };

  abstract String url(TestServers servers);
}
