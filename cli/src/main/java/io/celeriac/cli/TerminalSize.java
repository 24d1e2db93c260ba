package io.celeriac.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large the terminal is; the JDK does not tell.
 *
 * @param columns its width
 * @param rows its height
 */
record TerminalSize(int columns, int rows) {

  private static final TerminalSize USUAL = new TerminalSize(80, 24);
  private static final Pattern ROWS_AND_COLUMNS = Pattern.compile("(\\d+) (\\d+)\\s*");

  static int columns(Surroundings surroundings) {
    int given = given(surroundings, "COLUMNS");
    return given > 0 ? given : ofTerminal().columns();
  }

  static TerminalSize of(Surroundings surroundings) {
    int columns = given(surroundings, "COLUMNS");
    int rows = given(surroundings, "LINES");
    if (columns > 0 && rows > 0) {
      return new TerminalSize(columns, rows);
    }
    TerminalSize real = ofTerminal();
    return new TerminalSize(columns > 0 ? columns : real.columns(), rows > 0 ? rows : real.rows());
  }

  private static int given(Surroundings surroundings, String variable) {
    String given = surroundings.environment().getOrDefault(variable, "");
    return given.matches("[1-9]\\d{0,3}") ? Integer.parseInt(given) : 0;
  }

  private static TerminalSize ofTerminal() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectErrorStream(true)
              .start();
      String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      Matcher size = ROWS_AND_COLUMNS.matcher(answer);
      if (!stty.waitFor(1, TimeUnit.SECONDS) || !size.matches()) {
        return USUAL;
      }
      int rows = Integer.parseInt(size.group(1));
      int columns = Integer.parseInt(size.group(2));
      return new TerminalSize(
          columns == 0 ? USUAL.columns : columns, rows == 0 ? USUAL.rows : rows);
    } catch (IOException e) {
      return USUAL;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return USUAL;
    }
  }
}
