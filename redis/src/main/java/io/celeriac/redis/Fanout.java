package io.celeriac.redis;

import io.celeriac.Queue;
import io.celeriac.spi.Printable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fanout queues of one consumer: on Redis a subscription each, to the channels of the queue's
 * exchange. What is published while nobody subscribes is gone, and nothing is reserved.
 * Thread-safe.
 */
final class Fanout {
  private static final Logger log = LoggerFactory.getLogger(Fanout.class);
  private static final int REMEMBERED = 1000;

  private final Keys keys;
  private final EnvelopeReader reader;
  private final BiConsumer<Envelope, String> receiver;
  private final Map<String, Queue> queues = new ConcurrentHashMap<>();
  private final Map<String, String> queueOfPattern = new ConcurrentHashMap<>();
  private final Map<String, Boolean> seen =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  Fanout(Keys keys, EnvelopeReader reader, BiConsumer<Envelope, String> receiver) {
    this.keys = keys;
    this.reader = reader;
    this.receiver = receiver;
  }

  /** Adds a queue. The patterns to subscribe to are returned. */
  List<String> add(Queue queue) {
    List<String> patterns = patterns(queue);
    queues.put(queue.name(), queue);
    patterns.forEach(pattern -> queueOfPattern.put(pattern, queue.name()));
    return patterns;
  }

  /** Removes a queue, if it is here. The patterns to unsubscribe from are returned. */
  List<String> remove(String queueName) {
    Queue queue = queues.remove(queueName);
    List<String> patterns = queue == null ? List.of() : patterns(queue);
    patterns.forEach(queueOfPattern::remove);
    return patterns;
  }

  /** The queues that go with their consumer. */
  Collection<Queue> autoDelete() {
    List<Queue> all = new ArrayList<>(queues.values());
    all.removeIf(queue -> !queue.autoDelete());
    return all;
  }

  /** Takes a message of a channel, if it is for one of the queues. */
  void message(String pattern, String channel, Object payload) {
    String queue = queueOfPattern.get(pattern);
    if (queue == null || !(payload instanceof byte[] bytes)) {
      return;
    }
    Envelope envelope = reader.read(bytes, queue);
    if (envelope.defect() != null) {
      log.warn(
          "A message on channel {} is dropped: {}",
          Printable.word(channel),
          Printable.line(String.valueOf(envelope.defect())));
    } else if (isNew(queue + " " + envelope.tag())) {
      receiver.accept(envelope, queue);
    }
  }

  private List<String> patterns(Queue queue) {
    return keys.channels(queue.exchange().name(), queue.routingKey().replace('#', '*'));
  }

  /** A message comes by two channels where old and new peers of Sentinel are to hear it. */
  private boolean isNew(String queueAndTag) {
    synchronized (seen) {
      return seen.put(queueAndTag, true) == null;
    }
  }
}
