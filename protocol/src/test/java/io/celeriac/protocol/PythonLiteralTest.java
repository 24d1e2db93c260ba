package io.celeriac.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Text as Python's {@code repr} writes it; the right side is what Python 3.11 answers. */
class PythonLiteralTest {

  private static final Map<String, String> LITERALS =
      Map.of(
          "plain", "'plain'",
          "it's", "\"it's\"",
          "say \"hi\"", "'say \"hi\"'",
          "both ' and \"", "'both \\' and \"'",
          "a\nb\tc\\d\r", "'a\\nb\\tc\\\\d\\r'",
          "café ☃ 😀", "'café ☃ 😀'",
          "\u0000\u007f\u00a0", "'\\x00\\x7f\\xa0'",
          "\u200b\u2028", "'\\u200b\\u2028'",
          "", "''");

  @Test
  void quotes_and_escapes_are_pythons() {
    LITERALS.forEach((text, literal) -> assertEquals(literal, PythonRepr.literal(text)));
  }
}
