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
      case String text -> PythonText.literal(text);
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
}
