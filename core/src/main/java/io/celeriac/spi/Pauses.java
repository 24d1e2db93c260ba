package io.celeriac.spi;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How long to wait before each further try, and when to give up. */
public interface Pauses {

  /** The pause after so many failures, 1 or more; null to give up. */
  @Nullable Duration after(int failures);

  /** Celery's retry policy: pauses that grow by a step up to a maximum. */
  static Pauses growing(int maxRetries, Duration start, Duration step, Duration max) {
    return failures -> {
      if (failures > maxRetries) {
        return null;
      }
      Duration pause = start.plus(step.multipliedBy(failures - 1L));
      return pause.compareTo(max) < 0 ? pause : max;
    };
  }

  /** Exponential pauses of random length (full jitter), as Celery's always_retry has them. */
  static Pauses jittered(double maxRetries, Duration base, Duration max, RandomGenerator random) {
    return failures -> {
      if (failures > maxRetries) {
        return null;
      }
      double longest =
          Math.min((double) max.toNanos(), base.toNanos() * Math.pow(2, failures - 1.0));
      return Duration.ofNanos(random.nextLong((long) longest + 1));
    };
  }

  /** These pauses, and when they give up, others. */
  default Pauses then(int failuresHere, Pauses others) {
    return failures ->
        failures <= failuresHere ? after(failures) : others.after(failures - failuresHere);
  }
}
