package io.celeriac.worker;

import io.celeriac.protocol.Message;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** How often a message's run ended with its worker, as the message itself says. */
final class DeliveryCount {

  /** The header; a message without it has never been suspected. */
  static final String HEADER = "x-celeriac-deliveries";

  private DeliveryCount() {}

  static int of(Message message) {
    return message.headers().get(HEADER) instanceof Number number
        ? Math.clamp(number.longValue(), 0, Integer.MAX_VALUE - 1)
        : 0;
  }

  /** The header's change for a copy; none takes it away. */
  static Map<String, @Nullable Object> change(OptionalInt count) {
    Map<String, @Nullable Object> change = new HashMap<>();
    change.put(HEADER, count.isPresent() ? (Object) count.getAsInt() : null);
    return change;
  }
}
