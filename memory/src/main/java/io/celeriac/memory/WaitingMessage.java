package io.celeriac.memory;

import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message in a queue, or out of it with a consumer; in a queue the higher priority goes first,
 * and of equals the one that came first, which keeps its place when it is given back.
 *
 * @param message the message itself
 * @param exchange the exchange it was published to
 * @param routingKey the key it was published with
 * @param sequence its place among all messages of the broker
 * @param priority the priority that its queue gives it
 * @param expiresAt when its time is up, in milliseconds of the clock
 * @param redelivered whether it was delivered before
 * @param expiredIn the queues in which it has expired since it was published or rejected
 */
record WaitingMessage(
    Message message,
    String exchange,
    String routingKey,
    long sequence,
    int priority,
    long expiresAt,
    boolean redelivered,
    Set<String> expiredIn)
    implements Comparable<WaitingMessage> {

  WaitingMessage(Message message, String exchange, String routingKey, long sequence) {
    this(message, exchange, routingKey, sequence, 0, Long.MAX_VALUE, false, Set.of());
  }

  WaitingMessage queued(int newPriority, long newExpiresAt) {
    return new WaitingMessage(
        message, exchange, routingKey, sequence, newPriority, newExpiresAt, redelivered, expiredIn);
  }

  /** As new, at the place it had. */
  WaitingMessage parkedUntilNow(long newExpiresAt) {
    return new WaitingMessage(
        message, exchange, routingKey, sequence, priority, newExpiresAt, false, Set.of());
  }

  WaitingMessage givenBack() {
    return new WaitingMessage(
        message, exchange, routingKey, sequence, priority, expiresAt, true, expiredIn);
  }

  /** As it goes to a dead-letter exchange, with RabbitMQ's headers of the first time. */
  WaitingMessage buried(
      String newExchange, String newRoutingKey, String queue, String reason, long newSequence) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(message.headers());
    headers.putIfAbsent("x-first-death-exchange", exchange);
    headers.putIfAbsent("x-first-death-queue", queue);
    headers.putIfAbsent("x-first-death-reason", reason);
    MessageProperties properties = message.properties().withExpiration(null);
    Set<String> expired = new HashSet<>();
    if (reason.equals("expired")) {
      expired.addAll(expiredIn);
      expired.add(queue);
    }
    return new WaitingMessage(
        new Message(
            message.body(), message.contentType(), message.contentEncoding(), headers, properties),
        newExchange,
        newRoutingKey,
        newSequence,
        0,
        Long.MAX_VALUE,
        false,
        expired);
  }

  @Override
  public int compareTo(WaitingMessage other) {
    return priority != other.priority
        ? Integer.compare(other.priority, priority)
        : Long.compare(sequence, other.sequence);
  }
}
