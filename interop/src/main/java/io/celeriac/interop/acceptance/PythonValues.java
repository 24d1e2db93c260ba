package io.celeriac.interop.acceptance;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's {@code +}, {@code sum} and truth, for values as messages carry them. */
final class PythonValues {

  private PythonValues() {}

  /**
   * {@code x + y}.
   *
   * @throws PythonError TypeError when the two cannot be added
   */
  static Object plus(@Nullable Object x, @Nullable Object y) {
    if (x instanceof Number a && y instanceof Number b) {
      return plus(a, b);
    }
    if (x instanceof String a) {
      if (y instanceof String b) {
        return a + b;
      }
      throw PythonError.typeError("can only concatenate str (not \"" + typeOf(y) + "\") to str");
    }
    if (x instanceof List<?> a) {
      if (y instanceof List<?> b) {
        List<@Nullable Object> both = new ArrayList<>(a);
        both.addAll(b);
        return both;
      }
      throw PythonError.typeError("can only concatenate list (not \"" + typeOf(y) + "\") to list");
    }
    throw PythonError.typeError(
        "unsupported operand type(s) for +: '" + typeOf(x) + "' and '" + typeOf(y) + "'");
  }

  private static Number plus(Number a, Number b) {
    return isFloat(a) || isFloat(b)
        ? (Number) (a.doubleValue() + b.doubleValue())
        : integer(a).add(integer(b));
  }

  private static boolean isFloat(Number number) {
    return number instanceof Double || number instanceof Float;
  }

  private static BigInteger integer(Number number) {
    return number instanceof BigInteger big ? big : BigInteger.valueOf(number.longValue());
  }

  /** {@code sum(numbers)}. */
  static Object sum(Collection<?> numbers) {
    Object sum = 0L;
    for (Object each : numbers) {
      sum = plus(sum, each);
    }
    return sum;
  }

  /** Whether a value counts as true. */
  static boolean isTrue(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean b -> b;
      case Number n -> n.doubleValue() != 0;
      case String s -> !s.isEmpty();
      case Collection<?> c -> !c.isEmpty();
      case Map<?, ?> m -> !m.isEmpty();
      default -> true;
    };
  }

  private static String typeOf(@Nullable Object value) {
    return switch (value) {
      case null -> "NoneType";
      case Boolean _ -> "bool";
      case Number n -> isFloat(n) ? "float" : "int";
      case String _ -> "str";
      case List<?> _ -> "list";
      case Map<?, ?> _ -> "dict";
      case byte[] _ -> "bytes";
      default -> value.getClass().getSimpleName();
    };
  }
}
