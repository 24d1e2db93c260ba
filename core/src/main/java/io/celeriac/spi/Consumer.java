package io.celeriac.spi;

import io.celeriac.Queue;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * One session of consuming: a connection, the queues it reads, and the deliveries it holds. It does
 * not outlive its connection; after a loss the worker connects a new one. {@link #receive} is
 * called by one thread; everything else is safe from any.
 */
public interface Consumer extends AutoCloseable {

  /**
   * Declares a queue and starts reading it.
   *
   * @throws io.celeriac.BrokerException when the connection is gone, or the broker refuses
   */
  void consume(Queue queue);

  /**
   * The same for a queue that was read in an earlier session. What the broker refuses now, such as
   * a queue that somebody has made anew with other properties, it may allow again: this says so in
   * the log and goes on asking for it, while the others are read.
   *
   * @throws io.celeriac.BrokerException when the connection is gone
   */
  default void resume(Queue queue) {
    consume(queue);
  }

  /**
   * Declares a queue and listens to it: its messages come in {@link #receive} as well, but they are
   * settled when they come and no limit of {@link #prefetch} counts them. A message that was
   * published to it before another to a queue that is consumed is received before that one, as far
   * as the broker keeps an order between queues. For what concerns this process and no other, such
   * as the commands of remote control (kombu's {@code no_ack}).
   *
   * @throws io.celeriac.BrokerException when the connection is gone, or the broker refuses; after a
   *     refusal the session goes on
   */
  void listen(Queue queue);

  /** Stops reading a queue; messages already received stay ours. Nothing when it was not read. */
  void cancel(String queueName);

  /**
   * How many unsettled messages this consumer may hold, over all its queues where the broker can do
   * that; 0 for no limit. Called before {@link #consume}, and again to change it.
   */
  void prefetch(int count);

  /**
   * Takes messages only while there is room for them, besides the limit of {@link #prefetch}, a
   * call of which looks again. What is listened to comes in any case.
   *
   * @param room for how many there is room now
   * @return false when the broker hands messages out by itself, and this has no effect
   */
  default boolean takeInto(IntSupplier room) {
    return false;
  }

  /**
   * Takes no further messages while their receiver has no memory for them, besides the limit of
   * {@link #prefetch}: that counts messages, and some are large. What is listened to may have to
   * wait too. Called before {@link #consume}.
   *
   * @param full whether what is in hand is as much as there is memory for; asked by any thread,
   *     again and again while it is true
   */
  default void pauseWhile(BooleanSupplier full) {}

  /**
   * Whether a change of {@link #prefetch} reaches queues that are already being read. False with
   * quorum queues of RabbitMQ, whose limit is each consumer's own.
   */
  boolean prefetchIsAdjustable();

  /**
   * Takes what has arrived, at least one message unless the time runs out.
   *
   * @param max how many at the most
   * @param wait how long to wait for the first one
   * @return the messages in the order of delivery; empty when none came in time
   * @throws io.celeriac.BrokerException when the connection is lost; the session is over then
   */
  List<Delivery> receive(int max, Duration wait) throws InterruptedException;

  /**
   * Acknowledges several deliveries at once. When it returns, the acknowledgement has been handed
   * to the network, so that a task that starts afterwards is never delivered again by this session.
   *
   * @return those whose acknowledgement could not be sent; the broker delivers them again
   */
  List<Delivery> ack(Collection<Delivery> deliveries);

  /** Ends in good order: stops reading, gives back every unsettled message, closes. */
  @Override
  void close();

  /**
   * Drops a session whose connection is lost. Unsettled messages come back by the broker's own
   * means; those whose reservation outlives the connection can still be settled.
   */
  void abandon();
}
