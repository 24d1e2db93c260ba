package io.celeriac.beat;

import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.JsonSerializer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Celery's JSON as text, for what is stored. */
final class Json {

  private Json() {}

  static String text(@Nullable Object value) {
    return new String(new JsonSerializer().encode(value), StandardCharsets.UTF_8);
  }

  /**
   * An object.
   *
   * @throws IllegalArgumentException when the text is none
   */
  static Map<?, ?> object(String text) {
    try {
      Object value = new JsonSerializer().decode(text.getBytes(StandardCharsets.UTF_8), "utf-8");
      if (value instanceof Map<?, ?> map) {
        return map;
      }
    } catch (DecodeException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    throw new IllegalArgumentException("'" + text + "' is no JSON object");
  }
}
