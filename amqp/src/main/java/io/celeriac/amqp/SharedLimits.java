package io.celeriac.amqp;

import io.celeriac.Queue;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether the consumers of a transport may share one prefetch limit among their queues. A queue can
 * be a quorum queue without our knowing, by a default of its virtual host; RabbitMQ ends the
 * connection then, and the next one does without.
 */
final class SharedLimits {
  private final boolean detectsQuorumQueues;
  private final AtomicBoolean refused = new AtomicBoolean();

  /**
   * Nothing is known yet.
   *
   * @param detectsQuorumQueues whether a queue that is declared as a quorum queue tells that it has
   *     no part in a shared limit; else the broker has to
   */
  SharedLimits(boolean detectsQuorumQueues) {
    this.detectsQuorumQueues = detectsQuorumQueues;
  }

  /** Whether a queue, by its declaration, cannot share a limit. */
  boolean areNotFor(Queue queue) {
    return detectsQuorumQueues && queue.isQuorum();
  }

  /** Whether a broker that says this about itself shares limits, as far as we know. */
  boolean possible(Map<String, Object> serverProperties) {
    return !refused.get() && PrefetchLimit.canBeShared(serverProperties);
  }

  /** Notes that the broker did not like it. */
  void refused() {
    refused.set(true);
  }
}
