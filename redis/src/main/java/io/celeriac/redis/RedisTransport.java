package io.celeriac.redis;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.ExchangeType;
import io.celeriac.Queue;
import io.celeriac.spi.Binding;
import io.celeriac.spi.BrokerFact;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Patience;
import io.celeriac.spi.Pauses;
import io.celeriac.spi.Producer;
import io.celeriac.spi.Transport;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Redis as broker. Its commands share one connection; each consumer has two more. What its
 * consumers hold is looked after until it is closed, whatever becomes of their connections.
 */
final class RedisTransport implements Transport {
  /** How a settlement waits for a server that is away, some 5 s, before the background has it. */
  private static final Pauses PAUSES =
      Pauses.growing(14, Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(500));

  private final Servers servers;
  private final ClusterMap cluster;
  private final Commands commands;
  private final RedisBroker broker;
  private final RedisProducer producer;
  private final Duration healthCheck;
  private final Patience patience = new Patience(PAUSES);
  private final Set<RedisConsumer> consumers =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
  private volatile boolean closed;

  RedisTransport(Servers servers, RedisOptions options, Duration healthCheck, Clock clock) {
    this.servers = servers;
    this.healthCheck = healthCheck;
    this.cluster = new ClusterMap(servers);
    this.commands =
        options.naming().cluster()
            ? new ClusterCommands(servers, cluster)
            : new Pipeline("celeriac-redis-commands", servers::connect);
    this.broker =
        RedisBroker.of(
            options, new Keys(options.naming(), servers.database()), commands, clock, patience);
    this.producer = new RedisProducer(broker);
  }

  @Override
  public String displayUrl() {
    return servers.display();
  }

  @Override
  public Producer producer() {
    return producer;
  }

  @Override
  public Consumer connectConsumer() {
    if (closed) {
      throw new BrokerException(Problem.CLOSED, "This transport was closed");
    }
    RedisConsumer consumer = new RedisConsumer(broker, this::open);
    consumers.add(consumer);
    if (closed) {
      consumer.close();
      throw new BrokerException(Problem.CLOSED, "This transport was closed");
    }
    return consumer;
  }

  @Override
  public ExchangeType eventExchangeType() {
    return ExchangeType.FANOUT;
  }

  private Feeds open(Taker.Sink sink, Subscriber.Listener listener) {
    if (broker.options().naming().cluster()) {
      return new ClusterFeeds(
          broker,
          cluster,
          node -> Feed.open(() -> servers.connect(node), listener, healthCheck),
          sink);
    }
    return new SingleFeed(broker, Feed.open(servers::connect, listener, healthCheck), sink);
  }

  @Override
  public List<Binding> bindings() {
    return broker.bindings().all();
  }

  @Override
  public List<BrokerFact> durability(Collection<Queue> queues) {
    return new ServerChecks(commands).all();
  }

  @Override
  public boolean expiresMessages() {
    return false;
  }

  @Override
  public void close() {
    closed = true;
    List<RedisConsumer> open;
    synchronized (consumers) {
      open = new ArrayList<>(consumers);
    }
    open.forEach(RedisConsumer::close);
    patience.close();
    broker.keeper().close();
    commands.close();
  }
}
