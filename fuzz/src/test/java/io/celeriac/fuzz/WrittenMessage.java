package io.celeriac.fuzz;

import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whole messages as the inputs of targets: a line each for content type, content encoding and the
 * headers, as JSON, and then the body. An empty line is nothing at all.
 */
final class WrittenMessage {

  private static final MessageProperties PROPERTIES =
      MessageProperties.of().withCorrelationId("i").withReplyTo("r").withPriority(3);

  private WrittenMessage() {}

  /** The message; empty where the headers are no JSON. */
  static Optional<Message> read(byte[] input) {
    int[] begin = {0};
    String type = line(input, begin);
    String encoding = line(input, begin);
    String headers = line(input, begin);
    byte[] body = Arrays.copyOfRange(input, begin[0], input.length);
    try {
      return Optional.of(new Message(body, type, encoding, headers(headers), PROPERTIES));
    } catch (DecodeException e) {
      return Optional.empty(); // another target's
    }
  }

  private static @Nullable String line(byte[] input, int[] begin) {
    int end = begin[0];
    while (end < input.length && input[end] != '\n') {
      end++;
    }
    String line = new String(input, begin[0], end - begin[0], StandardCharsets.UTF_8);
    begin[0] = Math.min(end + 1, input.length);
    return line.isEmpty() ? null : line;
  }

  private static Map<String, @Nullable Object> headers(@Nullable String json) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    if (json != null
        && new JsonSerializer().decode(json.getBytes(StandardCharsets.UTF_8), "utf-8")
            instanceof Map<?, ?> members) {
      members.forEach((name, value) -> headers.put(String.valueOf(name), value));
    }
    return headers;
  }
}
