package io.celeriac.worker;

import io.celeriac.protocol.PythonLiteral;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a command, read as Python's handlers take them.
 *
 * @param values the arguments by name
 */
record CommandArguments(Map<String, @Nullable Object> values) {

  @Nullable Object value(String name) {
    return values.get(name);
  }

  String text(String name) {
    return String.valueOf(values.get(name));
  }

  Optional<String> given(String name) {
    return Optional.ofNullable(values.get(name)).map(String::valueOf);
  }

  /** Whether it is what Python takes for true. */
  boolean flag(String name) {
    return switch (values.get(name)) {
      case null -> false;
      case Boolean flag -> flag;
      case Number number -> number.doubleValue() != 0;
      case String text -> !text.isEmpty();
      case Collection<?> several -> !several.isEmpty();
      default -> true;
    };
  }

  OptionalInt integer(String name) {
    return switch (values.get(name)) {
      case null -> OptionalInt.empty();
      case Number number -> OptionalInt.of(number.intValue());
      case Object other ->
          throw new PythonError(
              "TypeError",
              name + " would be a whole number, but is " + PythonLiteral.of("" + other));
    };
  }

  Optional<Duration> seconds(String name) {
    return switch (values.get(name)) {
      case null -> Optional.empty();
      case Number number when number.doubleValue() > 0 ->
          Optional.of(Duration.ofNanos((long) (number.doubleValue() * 1e9)));
      case Number _ -> Optional.empty();
      case Object other ->
          throw new PythonError(
              "TypeError", name + " would be seconds, but is " + PythonLiteral.of("" + other));
    };
  }

  /** One text, or several. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    switch (values.get(name)) {
      case null -> {}
      case Collection<?> several -> several.forEach(each -> texts.add(String.valueOf(each)));
      case Object one -> texts.add(String.valueOf(one));
    }
    return texts;
  }
}
