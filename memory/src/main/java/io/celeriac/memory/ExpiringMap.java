package io.celeriac.memory;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Values by their ids, each until its time is up. What has expired is not found any more, and is
 * removed when so many others have come that the map has doubled, so that each change costs the
 * same in the long run. Thread-safe.
 */
final class ExpiringMap<V extends ExpiringMap.Expiring> {
  private static final int SMALL = 1024;

  /** What expires. */
  interface Expiring {

    /** When its time is up, in milliseconds of the clock. */
    long expiresAt();
  }

  private final ConcurrentMap<String, V> byId = new ConcurrentHashMap<>();
  private final AtomicInteger sweepAt = new AtomicInteger(SMALL);

  Optional<V> find(String id, long now) {
    return Optional.ofNullable(byId.get(id)).filter(value -> value.expiresAt() > now);
  }

  /**
   * Changes what is there; one change of an id at a time.
   *
   * @param change is given what is there, null when there is nothing or it has expired, and says
   *     what is to be there
   */
  void change(String id, long now, UnaryOperator<@Nullable V> change) {
    byId.compute(
        id,
        (_, present) ->
            change.apply(present == null || present.expiresAt() <= now ? null : present));
    sweep(now);
  }

  /** Does something with what is there, with no change of it at the same time; what it says. */
  <R> Optional<R> with(String id, long now, Function<V, R> action) {
    AtomicReference<@Nullable R> outcome = new AtomicReference<>();
    byId.computeIfPresent(
        id,
        (_, present) -> {
          if (present.expiresAt() > now) {
            outcome.set(action.apply(present));
          }
          return present;
        });
    return Optional.ofNullable(outcome.get());
  }

  void remove(String id) {
    byId.remove(id);
  }

  /** How many it holds, expired ones among them. */
  int size() {
    return byId.size();
  }

  private void sweep(long now) {
    int limit = sweepAt.get();
    if (byId.size() >= limit && sweepAt.compareAndSet(limit, Integer.MAX_VALUE)) {
      // Each under its own lock, for a value may be changing just now.
      byId.keySet()
          .forEach(id ->
              byId.computeIfPresent(id, (_, value) -> value.expiresAt() <= now ? null : value));
      sweepAt.set(Math.max(SMALL, 2 * byId.size()));
    }
  }
}
