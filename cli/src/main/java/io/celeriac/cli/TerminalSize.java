package io.celeriac.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How wide the terminal is; the JDK does not tell. */
final class TerminalSize {

  private static final int USUAL = 80;
  private static final Pattern ROWS_AND_COLUMNS = Pattern.compile("\\d+ (\\d+)\\s*");

  private TerminalSize() {}

  static int columns(Surroundings surroundings) {
    String given = surroundings.environment().getOrDefault("COLUMNS", "");
    if (given.matches("[1-9]\\d{0,3}")) {
      return Integer.parseInt(given);
    }
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectErrorStream(true)
              .start();
      String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      Matcher size = ROWS_AND_COLUMNS.matcher(answer);
      int columns =
          stty.waitFor(1, TimeUnit.SECONDS) && size.matches() ? Integer.parseInt(size.group(1)) : 0;
      return columns == 0 ? USUAL : columns;
    } catch (IOException e) {
      return USUAL;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return USUAL;
    }
  }
}
