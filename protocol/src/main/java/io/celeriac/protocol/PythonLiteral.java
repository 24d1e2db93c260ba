package io.celeriac.protocol;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Values as Python's {@code repr} has them, whole; other than {@link PythonRepr}, which is made to
 * be short.
 */
public final class PythonLiteral {

  private PythonLiteral() {}

  /** Returns the text of a value. */
  public static String of(@Nullable Object value) {
    return switch (value) {
      case String text -> text(text);
      case Map<?, ?> map -> {
        StringJoiner members = new StringJoiner(", ", "{", "}");
        map.forEach((key, member) -> members.add(of(key) + ": " + of(member)));
        yield members.toString();
      }
      case Set<?> set when set.isEmpty() -> "set()";
      case Set<?> set -> joined(set, "{", "}");
      case Collection<?> elements -> joined(elements, "[", "]");
      case null, default -> PythonText.of(value);
    };
  }

  private static String joined(Collection<?> elements, String open, String close) {
    StringJoiner joined = new StringJoiner(", ", open, close);
    elements.forEach(each -> joined.add(of(each)));
    return joined.toString();
  }

  private static String text(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder quoted = new StringBuilder(text.length() + 2).append(quote);
    text.codePoints().forEach(c -> quoted.append(escaped(c, quote)));
    return quoted.append(quote).toString();
  }

  private static String escaped(int c, char quote) {
    return switch (c) {
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> {
        if (c == quote) {
          yield "\\" + quote;
        }
        yield isPrintable(c) ? Character.toString(c) : hex(c);
      }
    };
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }

  private static String hex(int c) {
    return c < 0x100
        ? "\\x%02x".formatted(c)
        : c < 0x10000 ? "\\u%04x".formatted(c) : "\\U%08x".formatted(c);
  }
}
