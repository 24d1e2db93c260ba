package io.celeriac;

import io.celeriac.spi.Producer;
import io.celeriac.spi.Publication;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message that is ready to go out.
 *
 * @param delayed whether it reaches the queue by way of Celery's native delayed delivery
 * @param ignoreResult whether nobody will ask for its result
 * @param sentEvent what monitors are told of it; nothing when they are not
 */
record Prepared(
    String taskId,
    Publication publication,
    Optional<Queue> queue,
    boolean delayed,
    boolean ignoreResult,
    Map<String, @Nullable Object> sentEvent) {

  /** Declares what it needs on its way. */
  void declare(Producer producer) {
    if (queue.isPresent() && delayed) {
      producer.declareDelayed(queue.get());
    } else {
      queue.ifPresent(producer::declare);
    }
  }
}
