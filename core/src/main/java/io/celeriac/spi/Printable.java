package io.celeriac.spi;

import java.util.Locale;

/**
 * Text of others, fit to be written to a log or a terminal: what would begin a line of its own,
 * move a cursor, set a colour, or turn the order of the letters round is shown by its code, such as
 * {@code \n} or {@code \u202e}, and what is longer than anybody reads is cut. Everything that a
 * peer has sent goes through here on its way to a person.
 */
public final class Printable {

  /** How long a name, an id or another word is at the most. */
  public static final int WORD = 300;

  /** How long a line is at the most. */
  public static final int LINE = 32_768;

  private Printable() {}

  /** A name, an id or another word, on one line and of at most {@link #WORD} characters. */
  public static String word(String text) {
    return shown(text, WORD, false);
  }

  /** One line of at most {@link #LINE} characters. */
  public static String line(String text) {
    return shown(text, LINE, false);
  }

  /**
   * Text of several lines that a person asked for, such as a traceback: uncut, and line feeds and
   * tabs stay.
   */
  public static String lines(String text) {
    return shown(text, Integer.MAX_VALUE, true);
  }

  private static String shown(String text, int most, boolean severalLines) {
    int end = text.length() <= most ? text.length() : beforePair(text, most);
    int start = 0;
    while (start < end && isPlain(text.charAt(start))) {
      start++;
    }
    if (start == text.length()) {
      return text;
    }
    StringBuilder safe = new StringBuilder(end).append(text, 0, start);
    for (int i = start; i < end; ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (isPlain(c) || (severalLines && (c == '\n' || c == '\t'))) {
        safe.appendCodePoint(c);
      } else if (!severalLines || c != '\r' || i == end || text.charAt(i) != '\n') {
        safe.append(code(c));
      }
    }
    if (end < text.length()) {
      safe.append("… (").append(text.length()).append(" characters)");
    }
    return safe.toString();
  }

  private static int beforePair(String text, int end) {
    return Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
  }

  private static boolean isPlain(int c) {
    if (c >= ' ' && c < 0x7f) {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static String code(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(Locale.ROOT, c > 0xffff ? "\\U%08x" : "\\u%04x", c);
    };
  }
}
