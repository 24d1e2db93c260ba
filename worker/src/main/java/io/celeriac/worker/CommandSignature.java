package io.celeriac.worker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What arguments a command takes, as the Python function does that answers it elsewhere: wrong ones
 * are refused in Python's words.
 *
 * @param name the function's name
 * @param required the arguments without a default, in their order
 * @param optional those with one
 * @param open whether further ones are taken, and ignored
 */
record CommandSignature(String name, List<String> required, List<String> optional, boolean open) {

  /** One that takes, and ignores, whatever it does not know. */
  static CommandSignature of(String name, String... required) {
    return new CommandSignature(name, List.of(required), List.of(), true);
  }

  CommandSignature withOptional(String... names) {
    return new CommandSignature(name, required, List.of(names), open);
  }

  /** As one that takes nothing that it does not know. */
  CommandSignature closed() {
    return new CommandSignature(name, required, optional, false);
  }

  /**
   * Checks the names of arguments.
   *
   * @throws PythonError a TypeError, when one is missing or too many
   */
  void check(Set<String> given) {
    for (String each : given) {
      if (!open && !required.contains(each) && !optional.contains(each)) {
        throw new PythonError(
            "TypeError", name + "() got an unexpected keyword argument '" + each + "'");
      }
    }
    List<String> missing = new ArrayList<>(required);
    missing.removeAll(given);
    if (!missing.isEmpty()) {
      throw new PythonError(
          "TypeError",
          name
              + "() missing "
              + missing.size()
              + " required positional argument"
              + (missing.size() == 1 ? "" : "s")
              + ": "
              + listed(missing));
    }
  }

  private static String listed(List<String> names) {
    String[] quoted = names.stream().map(each -> "'" + each + "'").toArray(String[]::new);
    String last = quoted[quoted.length - 1];
    return switch (quoted.length) {
      case 1 -> last;
      case 2 -> quoted[0] + " and " + last;
      default ->
          String.join(", ", Arrays.asList(quoted).subList(0, quoted.length - 1)) + ", and " + last;
    };
  }
}
