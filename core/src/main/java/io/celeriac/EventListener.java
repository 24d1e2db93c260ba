package io.celeriac;

/**
 * Takes the events of a cluster, one after the other, on the thread that receives them. What takes
 * long is handed on: events that wait longer than {@code event_queue_ttl} are lost.
 */
@FunctionalInterface
public interface EventListener {

  /** Something happened. What this throws is logged, and the next event comes all the same. */
  void event(Event event);

  /** Events arrive from now on, or again. */
  default void connected() {}

  /** None arrive for a while: the connection is lost, or could not be made. It is tried again. */
  default void disconnected(BrokerException cause) {}
}
