package io.celeriac.codecs;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * Stands in for two escapes that the parser has dropped and PyYAML writes: {@code \L} and {@code
 * \P}, the line and paragraph separators. Where they are escapes, and not just a backslash, only
 * the parser can tell; so they are replaced where it has stumbled over one.
 */
final class YamlEscapes {
  private YamlEscapes() {}

  /**
   * Returns the text with the rest of the double-quoted scalar put right, if that is the matter.
   */
  static Optional<String> repaired(String text, MarkedYamlEngineException stumble) {
    Optional<Mark> mark = stumble.getProblemMark();
    if (mark.isEmpty()) {
      return Optional.empty();
    }
    int at = text.offsetByCodePoints(0, mark.get().getIndex());
    if (at == 0
        || at == text.length()
        || text.charAt(at - 1) != '\\'
        || separator(text.charAt(at)) == null) {
      return Optional.empty();
    }
    StringBuilder repaired = new StringBuilder(text.length()).append(text, 0, at - 1);
    int next = at - 1;
    while (next + 1 < text.length() && text.charAt(next) != '"') {
      if (text.charAt(next) == '\\') {
        String separator = separator(text.charAt(next + 1));
        repaired.append(separator == null ? text.substring(next, next + 2) : separator);
        next += 2;
      } else {
        repaired.append(text.charAt(next++));
      }
    }
    return Optional.of(repaired.append(text, next, text.length()).toString());
  }

  private static @Nullable String separator(char escape) {
    return switch (escape) {
      case 'L' -> "\\u2028";
      case 'P' -> "\\u2029";
      default -> null;
    };
  }
}
