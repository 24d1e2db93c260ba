package io.celeriac;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one node answered to a command.
 *
 * @param node its name
 * @param value the answer: for control commands a map of {@code ok} or {@code error}
 */
public record NodeReply(String node, @Nullable Object value) {

  /** The text of an answer that says that all went well. */
  public Optional<String> ok() {
    return text("ok");
  }

  /** The text of an answer that says what went wrong. */
  public Optional<String> error() {
    return text("error");
  }

  private Optional<String> text(String key) {
    return value instanceof Map<?, ?> map
        ? Optional.ofNullable(map.get(key)).map(String::valueOf)
        : Optional.empty();
  }
}
