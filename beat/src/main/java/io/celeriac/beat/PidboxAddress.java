package io.celeriac.beat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Whom a remote-control command is for: those of a list, else those whose names match a pattern,
 * else all.
 *
 * @param nodes the list; empty when there is none
 * @param pattern the pattern; empty when there is none
 */
record PidboxAddress(List<String> nodes, Optional<Pattern> pattern) {

  static PidboxAddress of(Map<?, ?> command) {
    List<String> nodes =
        command.get("destination") instanceof List<?> list
            ? list.stream().map(String::valueOf).toList()
            : List.of();
    return new PidboxAddress(
        nodes,
        command.get("pattern") instanceof String text
                && command.get("matcher") instanceof String matcher
            ? Optional.of(pattern(text, matcher))
            : Optional.empty());
  }

  private static Pattern pattern(String text, String matcher) {
    if (matcher.equals("glob")) {
      return glob(text);
    }
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      return Pattern.compile("(?!)"); // matches nobody
    }
  }

  private static Pattern glob(String text) {
    StringBuilder regex = new StringBuilder();
    for (char c : text.toCharArray()) {
      regex.append(
          switch (c) {
            case '*' -> ".*";
            case '?' -> ".";
            case '[', ']', '-' -> String.valueOf(c);
            default -> Pattern.quote(String.valueOf(c));
          });
    }
    try {
      return Pattern.compile(regex.append("\\z").toString(), Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      return Pattern.compile(Pattern.quote(text) + "\\z");
    }
  }

  boolean includes(String node) {
    if (!nodes.isEmpty()) {
      return nodes.contains(node);
    }
    return pattern.isEmpty() || pattern.get().matcher(node).lookingAt();
  }
}
