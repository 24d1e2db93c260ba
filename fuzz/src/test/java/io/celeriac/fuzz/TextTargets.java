package io.celeriac.fuzz;

import io.celeriac.Crontab;
import io.celeriac.SettingException;
import io.celeriac.beat.BeatInside;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What is read of texts: of configuration, and of a store of schedules. */
final class TextTargets {

  private TextTargets() {}

  static List<Target> all() {
    return List.of(
        new Target("crontab", List.of(IllegalArgumentException.class), TextTargets::crontab),
        new Target("url", List.of(SettingException.class), TextTargets::url),
        // Agenda and Scheduler pass over an entry whose reading ends in any exception.
        new Target("schedule", List.of(RuntimeException.class), TextTargets::schedule));
  }

  private static String text(byte[] input) {
    return new String(input, StandardCharsets.UTF_8);
  }

  private static void crontab(byte[] input) {
    Crontab crontab = Crontab.of(text(input));
    BeatInside.due(crontab);
    if (!Crontab.of(crontab.toString()).equals(crontab)) {
      throw new AssertionError(crontab + " is read as another");
    }
  }

  private static void url(byte[] input) {
    String text = text(input);
    String _ = Secrets.text(text);
    for (BrokerUrl url : BrokerUrl.parseAllBackends(List.of(text), "fuzz")) {
      String _ = url.masked();
    }
    for (BrokerUrl url : BrokerUrl.parseAll(List.of(text), "fuzz")) {
      String others = url.scheme() + url.user() + url.host() + url.port() + url.vhost();
      Optional<String> secret = url.password().filter(each -> each.length() > 8);
      if (secret
          .filter(each -> !others.contains(each) && url.masked().contains(each))
          .isPresent()) {
        throw new AssertionError("the password shows: " + url.masked());
      }
    }
  }

  /** The definition, and after a line feed the note of the runs. */
  private static void schedule(byte[] input) {
    String text = text(input);
    int end = text.indexOf('\n');
    BeatInside.entry(
        end < 0 ? text : text.substring(0, end), end < 0 ? "" : text.substring(end + 1));
  }
}
