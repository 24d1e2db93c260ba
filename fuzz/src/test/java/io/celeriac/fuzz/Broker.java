package io.celeriac.fuzz;

import com.rabbitmq.client.ConnectionFactory;
import io.celeriac.Celery;
import io.celeriac.CeleryBuilder;
import io.celeriac.Settings;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.Transport;
import io.celeriac.spi.TransportConfig;
import io.celeriac.spi.TransportProvider;
import io.celeriac.testing.TestServers;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.ServiceLoader;
import redis.clients.jedis.RedisClient;

/** The real brokers, and a place on each that no other test uses. */
enum Broker {
  REDIS {
    @Override
    String url() {
      String url = TestServers.ofEnvironment().redisUrl();
      return url.substring(0, url.lastIndexOf('/')) + "/13";
    }

    @Override
    void cleanUp(String... queues) {
      try (RedisClient redis = RedisClient.create(URI.create(url()))) {
        redis.flushDB();
      }
    }
  },
  RABBITMQ {
    @Override
    String url() {
      return TestServers.ofEnvironment().amqpUrl();
    }

    @Override
    void cleanUp(String... queues) throws Exception {
      ConnectionFactory factory = new ConnectionFactory();
      factory.setUri(url().replaceFirst("//$", "/%2F"));
      try (var connection = factory.newConnection()) {
        for (String queue : queues) {
          connection.createChannel().queueDelete(queue);
        }
      }
    }
  };

  abstract String url();

  /** Removes some queues, and whatever else is there. */
  abstract void cleanUp(String... queues) throws Exception;

  CeleryBuilder app(String name) {
    return Celery.named(name)
        .broker(url())
        .set("task_default_queue", name)
        .set("control_exchange", name)
        .set("celeriac_dead_letter_queue", name + ".dead")
        .set("celeriac_dead_letter_max", 0);
  }

  /** For messages that no app would send. */
  Transport transport() {
    List<BrokerUrl> urls = BrokerUrl.parseAll(List.of(url()), "test");
    return ServiceLoader.load(TransportProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(each -> each.schemes().contains(urls.getFirst().scheme()))
        .findFirst()
        .orElseThrow()
        .open(new TransportConfig(urls, Settings.defaults(), "hostile", Clock.systemUTC()));
  }
}
