package io.celeriac.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a stream of this process can show.
 *
 * @param interactive whether it is a terminal with a cursor to move, not a pipe or a file
 * @param colours whether colours are wanted there
 * @param unicode whether characters beyond ASCII arrive
 */
record Terminal(boolean interactive, boolean colours, boolean unicode) {

  /** A pipe or a file: letters, and one line after the other. */
  static final Terminal PLAIN = new Terminal(false, false, false);

  static Terminal ofDescriptor(int descriptor, Map<String, String> environment, boolean colours) {
    if (!isTerminal(descriptor) || "dumb".equals(environment.get("TERM"))) {
      return PLAIN;
    }
    boolean wanted = colours && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(true, wanted, System.out.charset().newEncoder().canEncode("✔━┄"));
  }

  /** The JDK only tells of standard input and output together; Linux knows each by itself. */
  @SuppressWarnings("SystemConsoleNull") // JDK 25 has gone back to null where there is none
  private static boolean isTerminal(int descriptor) {
    Path link = Path.of("/proc/self/fd", String.valueOf(descriptor));
    if (Files.isSymbolicLink(link)) {
      try {
        String file = Files.readSymbolicLink(link).toString();
        return file.startsWith("/dev/pts/")
            || file.startsWith("/dev/tty")
            || file.equals("/dev/console");
      } catch (IOException e) {
        return false;
      }
    }
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
