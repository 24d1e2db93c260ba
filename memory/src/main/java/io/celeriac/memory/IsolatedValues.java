package io.celeriac.memory;

import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies of what a message holds, in all depths: a network would carry it off, so that its maker
 * can change a list in a header afterwards without changing what was sent. The body is not copied;
 * a message's maker has given it away.
 */
final class IsolatedValues {
  private IsolatedValues() {}

  static Message copy(Message message) {
    MessageProperties properties = message.properties();
    if (isFlat(message.headers()) && isFlat(properties.others())) {
      return message;
    }
    return new Message(
        message.body(),
        message.contentType(),
        message.contentEncoding(),
        map(message.headers()),
        new MessageProperties(
            properties.correlationId(),
            properties.replyTo(),
            properties.priority(),
            properties.deliveryMode(),
            properties.expiration(),
            map(properties.others())));
  }

  private static boolean isFlat(Map<String, @Nullable Object> values) {
    for (Object value : values.values()) {
      if (value instanceof Map || value instanceof List || value instanceof byte[]) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, @Nullable Object> map(Map<?, ?> values) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    values.forEach((name, value) -> copy.put(String.valueOf(name), value(value)));
    return Collections.unmodifiableMap(copy);
  }

  private static @Nullable Object value(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> map(map);
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>();
        list.forEach(element -> copy.add(value(element)));
        yield Collections.unmodifiableList(copy);
      }
      case byte[] bytes -> bytes.clone();
      case null, default -> value;
    };
  }
}
