package io.celeriac.beat;

import io.celeriac.NodePattern;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/**
 * Whom a remote-control command is for: those of a list, else those whose names match a pattern,
 * else all.
 *
 * @param nodes the list; empty when there is none
 * @param pattern the pattern; empty when there is none
 */
record PidboxAddress(List<String> nodes, Optional<NodePattern> pattern) {

  static PidboxAddress of(Map<?, ?> command) {
    List<String> nodes =
        command.get("destination") instanceof List<?> list
            ? list.stream().map(String::valueOf).toList()
            : List.of();
    return new PidboxAddress(
        nodes,
        command.get("pattern") instanceof String text
                && command.get("matcher") instanceof String matcher
            ? NodePattern.Matcher.of(matcher).map(kind -> new NodePattern(text, kind))
            : Optional.empty());
  }

  boolean includes(String node) {
    if (!nodes.isEmpty()) {
      return nodes.contains(node);
    }
    try {
      return pattern.isEmpty() || pattern.get().matches(node);
    } catch (PatternSyntaxException e) {
      return false;
    }
  }
}
