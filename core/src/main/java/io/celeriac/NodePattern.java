package io.celeriac;

import io.celeriac.spi.PeerRegex;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which nodes a command is for, by their names.
 *
 * @param text the pattern
 * @param matcher how it is read
 */
public record NodePattern(String text, Matcher matcher) {

  /** Celery's two kinds of patterns. */
  public enum Matcher {
    /** A pattern of a shell, for the whole name: {@code worker?@*.example.com}. */
    GLOB,
    /** A regular expression, for the beginning of the name. */
    PCRE;

    /** The name in messages. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of a name; empty when there is none. */
    public static Optional<Matcher> of(String name) {
      for (Matcher matcher : values()) {
        if (matcher.wireName().equals(name)) {
          return Optional.of(matcher);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * Whether a name is meant.
   *
   * @throws PatternSyntaxException when the regular expression is none, or takes too long
   */
  public boolean matches(String node) {
    return switch (matcher) {
      case GLOB -> new PeerRegex(regex(text), Pattern.DOTALL).matches(node);
      case PCRE -> new PeerRegex(text, 0).isBeginningOf(node);
    };
  }

  /** As Python's fnmatch reads it: an asterisk, a question mark, and sets in brackets. */
  private static String regex(String glob) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      int end = c == '[' ? glob.indexOf(']', Math.min(i + 2, glob.length())) : -1;
      if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else if (end > 0) {
        String set = glob.substring(i + 1, end).replace("\\", "\\\\").replace("[", "\\[");
        regex.append('[').append(set.startsWith("!") ? "^" + set.substring(1) : set).append(']');
        i = end;
      } else {
        regex.append(c < 128 && !Character.isLetterOrDigit(c) ? "\\" : "").append(c);
      }
    }
    return regex.toString();
  }
}
