package io.celeriac;

import java.time.Duration;
import java.util.Map;

/**
 * The queue on which an app awaits its results: durable, gone with its consumer, bound to nothing,
 * and expiring with {@code result_expires}; docs/protocol/results.md, section 8.
 */
final class RpcQueue {

  private RpcQueue() {}

  static Queue of(String name, Settings settings) {
    Queue queue = new Queue(name, Exchange.direct(""), name, true, false, true, Map.of(), Map.of());
    // Set to nothing it means the default, other than most settings.
    long millis = settings.find(Setting.RESULT_EXPIRES).orElse(Duration.ofDays(1)).toMillis();
    if (millis == 0) {
      return queue;
    }
    boolean small = millis <= Integer.MAX_VALUE;
    return queue.withArgument("x-expires", small ? (Object) (int) millis : (Object) millis);
  }
}
