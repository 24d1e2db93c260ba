package io.celeriac.redis;

import io.celeriac.spi.PeerRegex;
import java.util.Arrays;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * The regular expression that kombu stores for a topic binding. Every peer evaluates what is
 * stored, so it has to be written in exactly this form; it differs from AMQP in that {@code a.#}
 * does not match {@code a}.
 */
final class TopicPattern {
  private TopicPattern() {}

  /** The expression of a binding's key. */
  static String of(String bindingKey) {
    return Arrays.stream(bindingKey.split("\\.", -1))
        .map(TopicPattern::word)
        .collect(Collectors.joining("\\.", "^", "$"));
  }

  /**
   * Whether a stored expression matches a routing key; one that cannot be read, or would not end,
   * matches nothing.
   */
  static boolean matches(String stored, String routingKey) {
    try {
      return new PeerRegex(stored, 0).isBeginningOf(routingKey);
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  private static String word(String word) {
    return switch (word) {
      case "*" -> "[^\\.]+";
      case "#" -> ".*?";
      default -> escaped(word);
    };
  }

  private static String escaped(String word) {
    StringBuilder escaped = new StringBuilder();
    word.codePoints()
        .forEach(c -> {
          if (!isAlphanumeric(c)) {
            escaped.append('\\');
          }
          escaped.appendCodePoint(c);
        });
    return escaped.toString();
  }

  /** As Python sees it. */
  private static boolean isAlphanumeric(int c) {
    return switch (Character.getType(c)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER ->
          true;
      default -> false;
    };
  }
}
