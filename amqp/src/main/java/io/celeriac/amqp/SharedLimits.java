package io.celeriac.amqp;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether the consumers of a transport may share one prefetch limit among their queues. A queue can
 * be a quorum queue without our knowing, by a default of its virtual host; RabbitMQ ends the
 * connection then, and the next one does without.
 */
final class SharedLimits {
  private final AtomicBoolean refused = new AtomicBoolean();

  /** Whether a broker that says this about itself shares limits, as far as we know. */
  boolean possible(Map<String, Object> serverProperties) {
    return !refused.get() && PrefetchLimit.canBeShared(serverProperties);
  }

  /** Notes that the broker did not like it. */
  void refused() {
    refused.set(true);
  }
}
