package io.celeriac;

import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the delay before an automatic retry grows: Celery's {@code retry_backoff}, {@code
 * retry_backoff_max} and {@code retry_jitter}. The delay is {@code min(maximum, base × 2^retries)};
 * with jitter it is a random whole number of seconds from 0 up to that, both included.
 *
 * @param base the delay before the first retry; at least one second, in whole seconds
 * @param maximum the longest delay
 * @param jitter whether delays are drawn at random below the computed one
 */
public record Backoff(Duration base, Duration maximum, boolean jitter) {

  /** Celery's default for {@code retry_backoff_max}. */
  public static final Duration DEFAULT_MAXIMUM = Duration.ofMinutes(10);

  private static final Pattern RANGE =
      Pattern.compile("\\s*([^.\\s]+)\\s*\\.\\.\\s*([^.\\s]+)\\s*");

  public Backoff {
    if (base.isNegative() || maximum.compareTo(base) < 0) {
      throw new IllegalArgumentException(
          "A back-off from "
              + base
              + " to "
              + maximum
              + " does not grow; give 0 <= base <= maximum");
    }
  }

  /** From one second up to ten minutes, with jitter: Celery's {@code retry_backoff=True}. */
  public static Backoff exponential() {
    return new Backoff(Duration.ofSeconds(1), DEFAULT_MAXIMUM, true);
  }

  /** With jitter, between two delays. */
  public static Backoff between(Duration base, Duration maximum) {
    return new Backoff(base, maximum, true);
  }

  /**
   * Reads {@code "1s..10m"}, or {@code "1s"} for the default maximum.
   *
   * @throws IllegalArgumentException when the text is of neither form
   */
  public static Backoff parse(String text) {
    Matcher range = RANGE.matcher(text);
    if (range.matches()) {
      return between(Durations.parse(range.group(1)), Durations.parse(range.group(2)));
    }
    Duration base = Durations.parse(text);
    return between(base, base.compareTo(DEFAULT_MAXIMUM) > 0 ? base : DEFAULT_MAXIMUM);
  }

  /** The same without jitter: delays are exactly the computed ones. */
  public Backoff withoutJitter() {
    return new Backoff(base, maximum, false);
  }

  /** The delay before the next retry of a task that has been retried so often already. */
  public Duration delay(int retries, RandomGenerator random) {
    long factor = Math.max(1, base.toSeconds());
    long limit = maximum.toSeconds();
    long seconds = retries >= 62 || factor > (limit >> retries) ? limit : factor << retries;
    return Duration.ofSeconds(jitter ? random.nextLong(seconds + 1) : seconds);
  }
}
