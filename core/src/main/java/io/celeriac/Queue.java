package io.celeriac;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A queue as Celery declares it: its name, the exchange it is bound to, the key of the binding, and
 * the arguments of the declaration. An immutable value; the {@code with…} methods return copies.
 *
 * @param name the queue's name
 * @param exchange the exchange it is bound to
 * @param routingKey the key of the binding
 * @param durable whether it survives a restart of the broker
 * @param exclusive whether only the declaring connection may use it
 * @param autoDelete whether it goes with its last consumer
 * @param arguments arguments of the declaration, such as {@code x-max-priority}
 * @param consumerArguments arguments of each consumer, such as {@code x-priority}
 */
public record Queue(
    String name,
    Exchange exchange,
    String routingKey,
    boolean durable,
    boolean exclusive,
    boolean autoDelete,
    Map<String, Object> arguments,
    Map<String, Object> consumerArguments) {

  public Queue {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("A queue needs a name; this one's is empty");
    }
    arguments = Map.copyOf(arguments);
    consumerArguments = Map.copyOf(consumerArguments);
  }

  /** A durable queue bound to the direct exchange of its own name: what Celery makes of a name. */
  public static Queue of(String name) {
    return of(name, Exchange.direct(name), name);
  }

  /** A durable queue bound to an exchange. */
  public static Queue of(String name, Exchange exchange, String routingKey) {
    return new Queue(name, exchange, routingKey, true, false, false, Map.of(), Map.of());
  }

  /**
   * The queue that one worker alone reads, where {@code worker_direct} is on; for tasks that are to
   * run there.
   *
   * @param hostname the worker's node name, such as {@code w1@example}
   */
  public static Queue workerDirect(String hostname) {
    return of(hostname + ".dq2", Exchange.direct("C.dq2"), hostname);
  }

  /** With one more argument of the declaration. */
  public Queue withArgument(String key, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(arguments);
    more.put(key, value);
    return new Queue(
        name, exchange, routingKey, durable, exclusive, autoDelete, more, consumerArguments);
  }

  /** With one more argument of its consumers. */
  public Queue withConsumerArgument(String key, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(consumerArguments);
    more.put(key, value);
    return new Queue(name, exchange, routingKey, durable, exclusive, autoDelete, arguments, more);
  }

  /** With priorities 0 to the given maximum on RabbitMQ ({@code x-max-priority}). */
  public Queue withMaxPriority(int max) {
    return withArgument("x-max-priority", max);
  }

  /** With the lifetime of an unused queue ({@code x-expires}), in whole milliseconds. */
  public Queue withExpires(Duration expires) {
    return withArgument("x-expires", Math.toIntExact(expires.toMillis()));
  }

  /** With the lifetime of a waiting message ({@code x-message-ttl}), in whole milliseconds. */
  public Queue withMessageTtl(Duration ttl) {
    return withArgument("x-message-ttl", Math.toIntExact(ttl.toMillis()));
  }

  /** As a replicated queue ({@code x-queue-type: quorum}) of RabbitMQ. */
  public Queue asQuorum() {
    return withArgument("x-queue-type", "quorum");
  }

  /** As a queue of this connection only, gone with its last consumer. */
  public Queue asTransient(boolean exclusiveQueue) {
    return new Queue(
        name, exchange, routingKey, false, exclusiveQueue, true, arguments, consumerArguments);
  }

  /** Whether it is a quorum queue, which has neither priorities nor a shared prefetch limit. */
  public boolean isQuorum() {
    return "quorum".equals(arguments.get("x-queue-type"));
  }

  /** The lifetime of the unused queue in milliseconds, or null when it lasts. */
  public @Nullable Long expiresMillis() {
    return arguments.get("x-expires") instanceof Number n ? n.longValue() : null;
  }
}
