package io.celeriac.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes one {@link PythonRepr}. Each value, separator and bracket is a token that takes its length
 * from a budget. Once that is used up, what is left out is shown as {@code , ...} in one place, and
 * only the brackets that are open are still closed.
 */
final class ReprWriter {
  private final StringBuilder out = new StringBuilder();
  private final int maxLevels;
  private int budget;
  private int level;
  private boolean full;

  ReprWriter(int budget, int maxLevels) {
    this.budget = budget;
    this.maxLevels = maxLevels;
  }

  String value(@Nullable Object value) {
    write(value);
    return out.toString();
  }

  String tuple(Collection<?> elements) {
    elements("(", elements, elements.size() == 1 ? ",)" : ")");
    return out.toString();
  }

  private void write(@Nullable Object value) {
    switch (value) {
      case Map<?, ?> map -> members(map);
      case Set<?> set when set.isEmpty() -> plain("set()");
      case Set<?> set -> elements("{", set, "}");
      case Collection<?> elements -> elements("[", elements, "]");
      case String text -> token(() -> "'" + cut(text).replace("'", "\\'") + "'");
      case byte[] bytes -> token(() -> "b'" + bytes(bytes) + "'");
      case null, default -> plain(PythonText.of(value));
    }
  }

  private void elements(String open, Collection<?> elements, String close) {
    if (!opened(open, close)) {
      return;
    }
    boolean first = true;
    for (Object element : elements) {
      if (!first) {
        token(() -> ", ");
      }
      first = false;
      if (full) {
        break;
      }
      write(element);
    }
    close(close);
  }

  private void members(Map<?, ?> map) {
    if (!opened("{", "}")) {
      return;
    }
    boolean first = true;
    for (Map.Entry<?, ?> member : map.entrySet()) {
      if (!first) {
        token(() -> ", ");
      }
      first = false;
      // A key starts over at level 0, with what is left of the budget.
      token(() -> new ReprWriter(budget, maxLevels).value(member.getKey()));
      token(() -> ": ");
      if (full) {
        break;
      }
      write(member.getValue());
    }
    close("}");
  }

  private boolean opened(String open, String close) {
    boolean tooDeep = maxLevels > 0 && level >= maxLevels;
    token(() -> tooDeep ? open + "..." + close : open);
    if (full || tooDeep) {
      return false;
    }
    level++;
    return true;
  }

  private void close(String close) {
    level--;
    out.append(close);
    budget -= close.length();
  }

  private void plain(String text) {
    token(() -> cut(text));
  }

  private void token(Supplier<String> text) {
    if (full) {
      return;
    }
    if (budget <= 0) {
      out.append(", ...");
      full = true;
      return;
    }
    String token = text.get();
    out.append(token);
    budget -= token.codePointCount(0, token.length());
  }

  /** Cuts text that has no fewer characters than are left, at the last blank if there is one. */
  private String cut(String text) {
    if (text.length() < budget || text.codePointCount(0, text.length()) < budget) {
      return text;
    }
    String head = text.substring(0, text.offsetByCodePoints(0, budget));
    int blank = head.lastIndexOf(' ');
    return (blank < 0 ? head : head.substring(0, blank)) + "...";
  }

  private String bytes(byte[] bytes) {
    return bytes.length > budget
        ? textOrHex(Arrays.copyOf(bytes, budget)) + "..."
        : textOrHex(bytes);
  }

  private static String textOrHex(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      return HexFormat.of().formatHex(bytes);
    }
  }
}
