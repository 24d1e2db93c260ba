package io.celeriac.spi;

import io.celeriac.Setting;
import io.celeriac.Settings;
import java.time.Duration;

/**
 * How long what belongs to a chord is kept, by the settings and by Celery's rules; in whole
 * seconds. For backends that count the parts of chords: docs/protocol/results.md, section 7.
 *
 * @param keys how long the parts and their count last after the latest change, zero for ever:
 *     {@code result_chord_expires}, or {@code result_expires} where that is unset
 * @param header how long the kept results of the header last from then on, never shorter than
 *     either; zero for ever
 * @param claim how long a claim holds that is not extended: twice {@code
 *     result_chord_join_timeout}, and at least 5 s
 * @param done how long late copies of a part are recognized once the chord is done: twice the
 *     claim, and at least 5 min
 */
public record ChordTimes(Duration keys, Duration header, Duration claim, Duration done) {
  private static final Duration JOIN_WITHOUT_LIMIT = Duration.ofSeconds(5);
  private static final Duration SHORTEST_CLAIM = Duration.ofSeconds(5);
  private static final Duration SHORTEST_DONE = Duration.ofMinutes(5);

  /** By the settings. */
  public static ChordTimes of(Settings settings) {
    Duration results = whole(settings.find(Setting.RESULT_EXPIRES).orElse(Duration.ZERO));
    Duration keys =
        settings.find(Setting.RESULT_CHORD_EXPIRES).map(ChordTimes::whole).orElse(results);
    Duration join =
        settings
            .find(Setting.RESULT_CHORD_JOIN_TIMEOUT)
            .filter(Duration::isPositive)
            .orElse(JOIN_WITHOUT_LIMIT);
    Duration claim = longer(SHORTEST_CLAIM, whole(join.multipliedBy(2)));
    return new ChordTimes(
        keys,
        keys.isZero() || results.isZero() ? Duration.ZERO : longer(keys, results),
        claim,
        longer(SHORTEST_DONE, claim.multipliedBy(2)));
  }

  /** How long a claim holds from now on that is extended for as long as sending may take. */
  public Duration extended(Duration sending) {
    Duration begun = whole(sending.plusSeconds(1).minusNanos(1));
    return longer(claim, begun);
  }

  private static Duration whole(Duration some) {
    return Duration.ofSeconds(some.toSeconds());
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }
}
