package io.celeriac.redis;

import io.celeriac.BrokerException;
import io.celeriac.Queue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol;

/**
 * Keeps queues with {@code x-expires} alive while they are consumed: their messages and their
 * bindings, and clears away the bindings of those that nobody consumes any more. {@link #add} and
 * {@link #remove} are safe from any thread.
 */
final class Expiry {
  private static final Logger log = LoggerFactory.getLogger(Expiry.class);
  private static final long SWEEP_NANOS = Duration.ofMinutes(1).toNanos();

  private record Entry(Queue queue, long expiresMillis) {}

  private final RedisBroker broker;
  private final Map<String, Entry> queues = new ConcurrentHashMap<>();
  private long listsKept = System.nanoTime();
  private long bindingsKept = System.nanoTime();
  private long swept = System.nanoTime() - SWEEP_NANOS;

  Expiry(RedisBroker broker) {
    this.broker = broker;
  }

  void add(Queue queue) {
    Long expires = queue.expiresMillis();
    if (expires != null) {
      queues.put(queue.name(), new Entry(queue, expires));
    }
  }

  void remove(String queue) {
    queues.remove(queue);
  }

  /** Does what is due. */
  void keepUp() {
    if (queues.isEmpty()) {
      return;
    }
    try {
      long now = System.nanoTime();
      long shortest = queues.values().stream().mapToLong(Entry::expiresMillis).min().orElse(0);
      if (now - listsKept >= thirdOf(shortest)) {
        listsKept = now;
        keepLists();
      }
      if (now - bindingsKept >= thirdOf(Bindings.bindingMillis(shortest))) {
        bindingsKept = now;
        queues
            .values()
            .forEach(entry -> broker.bindings().refresh(entry.queue, entry.expiresMillis));
      }
      if (now - swept >= SWEEP_NANOS) {
        swept = now;
        broker.bindings().sweep();
      }
    } catch (BrokerException e) {
      log.debug("Expiring queues could not be kept alive just now: {}", e.getMessage());
    }
  }

  private void keepLists() {
    List<Command> commands = new ArrayList<>();
    queues
        .values()
        .forEach(entry ->
            broker
                .keys()
                .lists(entry.queue.name())
                .forEach(list ->
                    commands.add(Command.on(list, Protocol.Command.PEXPIRE, entry.expiresMillis))));
    broker.commands().tell(commands);
  }

  private static long thirdOf(long millis) {
    return Duration.ofMillis(millis).toNanos() / 3;
  }
}
