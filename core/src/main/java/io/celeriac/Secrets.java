package io.celeriac;

import io.celeriac.spi.BrokerUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes values of settings fit for logs and error messages: passwords in URLs, and whatever the
 * name says to be a password, a key or a token, at any depth.
 */
final class Secrets {

  private static final String MASK = "********";
  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i)(^|_)(password|passwd|secret|token|api_key|access_key|key)(_|$)");

  private Secrets() {}

  static @Nullable Object masked(String name, @Nullable Object value) {
    if (value == null || value instanceof Boolean) {
      return value;
    }
    if (SECRET_NAME.matcher(name).find() && !(value instanceof Map)) {
      return MASK;
    }
    return switch (value) {
      case String text -> BrokerUrl.maskText(text);
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>();
        list.forEach(item -> copy.add(masked(name, item)));
        yield copy;
      }
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> copy = new TreeMap<>();
        map.forEach(
            (key, item) -> copy.put(String.valueOf(key), masked(String.valueOf(key), item)));
        yield copy;
      }
      default -> value;
    };
  }
}
