package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The reference in docs/configuration.md is what the table of settings says. With {@code
 * -Dsettings.reference=write} the test writes it anew.
 */
class ConfigurationDocumentTest {

  private static final String BEGIN = "<!-- begin of the generated reference -->\n";
  private static final String END = "<!-- end of the generated reference -->\n";

  @Test
  void the_reference_is_up_to_date() throws IOException {
    Path document = Path.of("..", "docs", "configuration.md");
    String text = Files.readString(document);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    assertThat(begin).as("place of '%s'", BEGIN.strip()).isPositive();
    assertThat(end).as("place of '%s'", END.strip()).isGreaterThan(begin);

    String current =
        text.substring(0, begin + BEGIN.length())
            + "\n"
            + SettingsReference.markdown()
            + "\n"
            + text.substring(end);
    if ("write".equals(System.getProperty("settings.reference"))) {
      Files.writeString(document, current);
    }

    assertThat(Files.readString(document))
        .as("docs/configuration.md; run this test with -Dsettings.reference=write to renew it")
        .isEqualTo(current);
  }
}
