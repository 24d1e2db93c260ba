package io.celeriac.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Celery's pair of time limits, in seconds. At the soft one the task is told, at the hard one it is
 * ended. A null or zero member means that the task's own limit holds.
 *
 * @param hard seconds until the task is ended, or null
 * @param soft seconds until the task is told, or null
 */
public record TimeLimit(@Nullable Double hard, @Nullable Double soft) {

  /** No limit given. */
  public static final TimeLimit NONE = new TimeLimit(null, null);

  /**
   * Returns the pair as the {@code timelimit} header carries it: hard first, whole seconds as
   * integers.
   */
  public List<@Nullable Object> toList() {
    List<@Nullable Object> pair = new ArrayList<>(2);
    pair.add(number(hard));
    pair.add(number(soft));
    return Collections.unmodifiableList(pair);
  }

  // A branch of ?: would widen the Long to a Double.
  private static @Nullable Object number(@Nullable Double seconds) {
    if (seconds != null && seconds == Math.rint(seconds) && Math.abs(seconds) < 1L << 53) {
      return seconds.longValue();
    }
    return seconds;
  }
}
