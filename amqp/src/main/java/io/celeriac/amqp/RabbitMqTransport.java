package io.celeriac.amqp;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.Queue;
import io.celeriac.Setting;
import io.celeriac.spi.Binding;
import io.celeriac.spi.BrokerFact;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Producer;
import io.celeriac.spi.Transport;
import io.celeriac.spi.TransportConfig;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** RabbitMQ as the broker of one app: a connection to publish on, and one for each consumer. */
final class RabbitMqTransport implements Transport {
  private final Failover failover;
  private final ManagementApi management;
  private final ConnectionSettings settings;
  private final IoThreads threads;
  private final RabbitMqProducer producer;
  private final Parking parking;
  private final SharedLimits limits;
  private final RefusedReads refusals = new RefusedReads();
  private final Set<RabbitMqConsumer> consumers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  RabbitMqTransport(TransportConfig config, IoThreads threads) {
    this.settings = ConnectionSettings.of(config);
    this.threads = threads;
    this.management = new ManagementApi(config.settings(), settings.connectTimeout());
    boolean shuffle =
        config
            .settings()
            .find(Setting.BROKER_FAILOVER_STRATEGY)
            .filter("shuffle"::equals)
            .isPresent();
    this.failover = new Failover(config.urls(), shuffle, RandomGenerator.getDefault());
    this.producer =
        new RabbitMqProducer(
            this::connect,
            PublishSettings.of(config),
            config.settings().get(Setting.BROKER_NATIVE_DELAYED_DELIVERY_QUEUE_TYPE),
            threads);
    this.parking = new Parking(producer, config.clock());
    this.limits = new SharedLimits(config.settings().get(Setting.WORKER_DETECT_QUORUM_QUEUES));
    config.urls().forEach(settings::with); // what the URLs say has to be possible
  }

  @Override
  public String displayUrl() {
    return BrokerConnection.complete(failover.current()).masked();
  }

  @Override
  public Producer producer() {
    return producer;
  }

  @Override
  public Consumer connectConsumer() {
    failIfClosed();
    RabbitMqConsumer consumer =
        threads.call(
            "connecting to RabbitMQ at " + displayUrl(),
            () ->
                new RabbitMqConsumer(
                    connect(),
                    limits,
                    refusals,
                    parking,
                    settings.maxBodyBytes(),
                    consumers::remove),
            RabbitMqConsumer::close);
    consumers.add(consumer);
    if (consumer.isOver()) {
      consumers.remove(consumer);
    }
    if (closed) {
      consumer.close();
      failIfClosed();
    }
    return consumer;
  }

  @Override
  public boolean hasDelayedDelivery() {
    return true;
  }

  @Override
  public List<Binding> bindings() {
    failIfClosed();
    return management.bindings(failover.current());
  }

  @Override
  public List<BrokerFact> durability(Collection<Queue> queues) {
    failIfClosed();
    return threads.call(
        "looking at the queues of RabbitMQ at " + displayUrl(),
        () -> {
          BrokerConnection connection = connect();
          try {
            return new QueueChecks(connection).of(queues);
          } finally {
            connection.close(() -> {}, settings.connectTimeout());
          }
        },
        facts -> {});
  }

  private BrokerConnection connect() {
    failIfClosed();
    return failover.connect(url -> BrokerConnection.open(url, settings, threads));
  }

  private void failIfClosed() {
    if (closed) {
      throw new BrokerException(
          Problem.CLOSED, "The transport to RabbitMQ at " + displayUrl() + " has been closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    producer.close();
    consumers.forEach(RabbitMqConsumer::close);
  }
}
