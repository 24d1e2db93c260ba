package io.celeriac;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A command, whom it is for, and how long answers are waited for.
 *
 * @param method the command's name
 * @param arguments its arguments by name
 * @param destination the nodes it is for; empty for all
 * @param pattern what the names of the nodes it is for match
 * @param timeout how long to wait for a further answer
 * @param limit the number of answers after which no more are waited for
 */
record ControlRequest(
    String method,
    Map<String, @Nullable Object> arguments,
    List<String> destination,
    Optional<NodePattern> pattern,
    Duration timeout,
    OptionalInt limit) {

  /** The body of the message. */
  Map<String, @Nullable Object> body() {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("method", method);
    body.put("arguments", arguments);
    body.put("destination", destination.isEmpty() ? null : destination);
    body.put("pattern", pattern.map(NodePattern::text).orElse(null));
    body.put("matcher", pattern.map(each -> each.matcher().wireName()).orElse(null));
    return body;
  }

  /** How many answers end the waiting, where that is known. */
  OptionalInt expected() {
    return limit.isPresent() || destination.isEmpty() ? limit : OptionalInt.of(destination.size());
  }
}
