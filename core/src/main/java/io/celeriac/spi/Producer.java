package io.celeriac.spi;

import io.celeriac.Exchange;
import io.celeriac.Queue;
import io.celeriac.protocol.Message;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** The publishing side of a transport. Thread-safe. */
public interface Producer {

  /**
   * Declares a queue with its exchange and binding, once for each connection; an auto-delete or
   * expiring queue each time.
   *
   * @throws io.celeriac.BrokerException when the broker cannot be reached, or refuses the
   *     declaration (such as other arguments than the queue has)
   */
  void declare(Queue queue);

  /**
   * Declares a queue, and all that brings it messages by way of {@link DelayedDelivery#CELERY},
   * unless its exchange is direct; once for each connection.
   *
   * @throws io.celeriac.BrokerException as {@link #declare} does
   * @throws UnsupportedOperationException where {@link Transport#hasDelayedDelivery} is false
   */
  default void declareDelayed(Queue queue) {
    throw new UnsupportedOperationException("This transport delays no messages");
  }

  /**
   * Publishes a message. The future completes when the broker has taken responsibility for it: its
   * confirm on RabbitMQ, its reply on Redis. It fails with a {@link io.celeriac.BrokerException}
   * that says whether the publish may be repeated. Messages of one thread keep their order.
   */
  CompletableFuture<Void> publish(Publication publication);

  /**
   * Publishes to all who listen to an exchange, which is declared first. That nobody listens is no
   * failure.
   *
   * @param routingKey what listeners may choose by; empty for all
   */
  CompletableFuture<Void> broadcast(Exchange exchange, String routingKey, Message message);

  /**
   * As {@link #broadcast}, telling how many listen, where the broker says; empty where it does not.
   * What listens may be others than those who are meant: it is the highest number of answers to
   * wait for.
   */
  default CompletableFuture<OptionalInt> announce(
      Exchange exchange, String routingKey, Message message) {
    return broadcast(exchange, routingKey, message).thenApply(sent -> OptionalInt.empty());
  }

  /**
   * Deletes the messages that wait in a queue, which is declared first, and those that are parked
   * for it, where the broker can tell them from others; those that consumers hold are not among
   * them.
   *
   * @return how many there were
   * @throws UnsupportedOperationException when this transport cannot
   */
  default long purge(Queue queue) {
    throw new UnsupportedOperationException("This transport cannot purge " + queue.name());
  }

  /**
   * How many messages wait in a queue, which is declared first; empty where the broker does not
   * tell.
   */
  default OptionalLong waiting(Queue queue) {
    return OptionalLong.empty();
  }

  /**
   * Puts an entry into a queue byte for byte as it once stood there, without an envelope of ours.
   *
   * @throws UnsupportedOperationException where messages are more than bytes
   */
  default CompletableFuture<Void> publishRaw(String queue, byte[] entry) {
    throw new UnsupportedOperationException(
        "This transport has no messages of bytes alone to put into " + queue);
  }

  /**
   * How many messages are {@linkplain Delivery#park parked} and have not gone back to this queue;
   * where the broker keeps those of all queues together, how many of all. Empty where nothing is
   * parked, or the broker does not tell.
   */
  default OptionalLong parked(Queue queue) {
    return OptionalLong.empty();
  }

  /** Publishes several messages, pipelined where the transport can. */
  default List<CompletableFuture<Void>> publishAll(List<Publication> publications) {
    return publications.stream().map(this::publish).toList();
  }
}
