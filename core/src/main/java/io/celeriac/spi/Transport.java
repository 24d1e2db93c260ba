package io.celeriac.spi;

import io.celeriac.BrokerException;
import io.celeriac.ExchangeType;
import io.celeriac.Queue;
import java.util.Collection;
import java.util.List;

/**
 * A broker that messages go to and come from. One instance serves one app; opening it does no I/O,
 * the first use connects. All methods are safe to call from any thread and may block, so that they
 * suit virtual threads.
 */
public interface Transport extends AutoCloseable {

  /** The broker's address as a person may see it: the password masked. */
  String displayUrl();

  /**
   * The publishing side, shared by all threads of the app. It connects on first use, and again on
   * the first use after a loss; nothing is retried here.
   */
  Producer producer();

  /**
   * Connects a consumer with a connection of its own, trying each URL of the list once.
   *
   * @throws BrokerException saying whether the peer was unreachable, refused the credentials or the
   *     virtual host, or is no such broker
   */
  Consumer connectConsumer();

  /**
   * The kind of exchange that events go through, and that receivers bind to by their type: topic,
   * or fanout where a broadcast carries its key along.
   */
  default ExchangeType eventExchangeType() {
    return ExchangeType.TOPIC;
  }

  /**
   * Whether this broker has Celery's native delayed delivery, with {@link Producer#declareDelayed}.
   */
  default boolean hasDelayedDelivery() {
    return false;
  }

  /**
   * Which queues are bound to which exchanges on the broker, by whomever. A look for people, not
   * for programs that run all day.
   *
   * @throws BrokerException when the broker cannot be asked
   * @throws UnsupportedOperationException when this transport cannot list them
   */
  default List<Binding> bindings() {
    throw new UnsupportedOperationException(
        "The transport of " + displayUrl() + " cannot list bindings");
  }

  /**
   * What the broker says of itself that decides whether it can lose a message. A look for people;
   * changes nothing, and makes no queue.
   *
   * @param queues the queues in question
   * @throws BrokerException when the broker cannot be asked
   */
  default List<BrokerFact> durability(Collection<Queue> queues) {
    return List.of();
  }

  /**
   * Whether the broker itself drops a message whose property {@code expiration} has passed. Where
   * it does not, only a queue as a whole can have a lifetime ({@code x-expires}).
   */
  default boolean expiresMessages() {
    return true;
  }

  /** Closes every connection. Publishes under way fail with a {@link BrokerException}. */
  @Override
  void close();
}
