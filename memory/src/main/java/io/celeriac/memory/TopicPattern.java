package io.celeriac.memory;

/**
 * A binding key of a topic exchange: words between dots, where {@code *} stands for one word and
 * {@code #} for any number of them, also none. Matching takes at most the product of both lengths.
 */
final class TopicPattern {
  private final String[] pattern;

  TopicPattern(String bindingKey) {
    this.pattern = words(bindingKey);
  }

  private static String[] words(String key) {
    return key.isEmpty() ? new String[0] : key.split("\\.", -1);
  }

  boolean matches(String routingKey) {
    String[] words = words(routingKey);
    int word = 0;
    int at = 0;
    int lastHash = -1; // where to go on when a later part does not fit: # takes one word more
    int takenUpTo = 0;
    while (word < words.length) {
      if (at < pattern.length && pattern[at].equals("#")) {
        lastHash = at++;
        takenUpTo = word;
      } else if (at < pattern.length && fits(pattern[at], words[word])) {
        at++;
        word++;
      } else if (lastHash >= 0) {
        at = lastHash + 1;
        word = ++takenUpTo;
      } else {
        return false;
      }
    }
    while (at < pattern.length && pattern[at].equals("#")) {
      at++;
    }
    return at == pattern.length;
  }

  private static boolean fits(String pattern, String word) {
    return pattern.equals("*") || pattern.equals(word);
  }
}
