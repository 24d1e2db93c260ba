package io.celeriac.redis;

import io.celeriac.BrokerException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Each queue on the node of a cluster that has its slot; all consumers of a node share nothing. */
final class ClusterFeeds implements Feeds {
  private final RedisBroker broker;
  private final ClusterMap map;
  private final Function<Address, Feed> opener;
  private final Taker.Sink sink;
  private final Map<Address, Feed> feeds = new LinkedHashMap<>();
  private final Map<String, Taker> takers = new LinkedHashMap<>();
  private final Feed first;
  private int turn;

  /**
   * Opens the feed of one node, for what is published; the others when a queue needs them.
   *
   * @throws BrokerException when that is not possible
   */
  ClusterFeeds(
      RedisBroker broker, ClusterMap map, Function<Address, Feed> opener, Taker.Sink sink) {
    this.broker = broker;
    this.map = map;
    this.opener = opener;
    this.sink = sink;
    Address any = map.node(null);
    this.first = opener.apply(any);
    feeds.put(any, first);
  }

  @Override
  public synchronized void add(String queue) {
    if (takers.containsKey(queue)) {
      return;
    }
    Keys.Reserved reserved = broker.keys().reserved(queue);
    Feed feed = feeds.computeIfAbsent(map.node(reserved.unacked()), opener);
    QueueOrder order = new QueueOrder(broker.options().queueOrder());
    order.add(queue);
    takers.put(
        queue, new Taker(broker, new MovedCommands(feed.line(), map), reserved, order, sink));
    broker.keeper().watch(List.of(reserved));
  }

  @Override
  public synchronized void remove(String queue) {
    takers.remove(queue);
  }

  /** All, beginning with another one each time, so that none waits for the others to be empty. */
  @Override
  public synchronized Collection<Taker> takers() {
    List<Taker> all = new ArrayList<>(takers.values());
    if (broker.options().queueOrder() == QueueOrder.Strategy.ROUND_ROBIN && !all.isEmpty()) {
      turn = (turn + 1) % all.size();
      Collections.rotate(all, turn);
    }
    return all;
  }

  @Override
  public Subscriber subscriber() {
    return first.subscriber();
  }

  @Override
  public synchronized boolean isTelling() {
    return feeds.values().stream().allMatch(Feed::isTelling);
  }

  @Override
  public synchronized void close() {
    feeds.values().forEach(Feed::close);
  }
}
