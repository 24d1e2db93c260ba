package io.celeriac.cli;

import io.celeriac.RemoteCommand;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the arguments of a command of remote control, as its description says. */
final class RemoteArguments {

  private RemoteArguments() {}

  /**
   * The arguments by name.
   *
   * @throws UsageException when there are too many, or one cannot be read
   */
  static Map<String, @Nullable Object> read(RemoteCommand command, List<String> words) {
    Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
    int fixed = Math.min(words.size(), command.arguments().size());
    for (int i = 0; i < fixed; i++) {
      RemoteCommand.Argument argument = command.arguments().get(i);
      arguments.put(argument.name(), value(command, argument, words.get(i)));
    }
    List<String> rest = words.subList(fixed, words.size());
    if (command.variadic().isPresent()) {
      arguments.put(command.variadic().get(), List.copyOf(rest));
    } else if (!rest.isEmpty()) {
      throw new UsageException(
          "Command '"
              + command.name()
              + "' takes "
              + (command.signature().isEmpty()
                  ? "no arguments"
                  : "the arguments " + command.signature())
              + ", but not '"
              + rest.getFirst()
              + "'");
    }
    return arguments;
  }

  private static Object value(RemoteCommand command, RemoteCommand.Argument argument, String word) {
    try {
      return switch (argument.type()) {
        case TEXT -> word;
        case INTEGER -> Long.parseLong(word);
        case NUMBER -> Double.parseDouble(word);
        case FLAG ->
            switch (word.toLowerCase(Locale.ROOT)) {
              case "true", "yes", "1", "on" -> true;
              case "false", "no", "0", "off" -> false;
              default -> throw new NumberFormatException();
            };
      };
    } catch (NumberFormatException e) {
      throw new UsageException(
          "'"
              + word
              + "' is no "
              + switch (argument.type()) {
                case TEXT -> "text";
                case INTEGER -> "whole number";
                case NUMBER -> "number";
                case FLAG -> "true or false";
              }
              + ", which '"
              + command.name()
              + "' takes as "
              + argument.name()
              + ": "
              + command.signature());
    }
  }
}
