package io.celeriac.redis;

import java.util.Collection;
import java.util.List;

/** All queues on one server. */
final class SingleFeed implements Feeds {
  private final RedisBroker broker;
  private final Feed feed;
  private final Taker taker;

  SingleFeed(RedisBroker broker, Feed feed, Taker.Sink sink) {
    this.broker = broker;
    this.feed = feed;
    this.taker =
        new Taker(
            broker,
            feed.line(),
            broker.keys().reserved(""), // the same for all queues
            new QueueOrder(broker.options().queueOrder()),
            sink);
  }

  @Override
  public void add(String queue) {
    broker.keeper().watch(List.of(broker.keys().reserved(queue)));
    taker.order().add(queue);
  }

  @Override
  public void remove(String queue) {
    taker.order().remove(queue);
  }

  @Override
  public Collection<Taker> takers() {
    return List.of(taker);
  }

  @Override
  public Subscriber subscriber() {
    return feed.subscriber();
  }

  @Override
  public boolean isTelling() {
    return feed.isTelling();
  }

  @Override
  public void close() {
    feed.close();
  }
}
